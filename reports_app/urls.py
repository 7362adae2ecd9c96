"""Pages that read the shop, for managers."""

from django.urls import path

from reports_app import views

app_name = "reports"

urlpatterns = [
    path("pos/prices/", views.prices, name="prices"),
    path("reports/exceptions/", views.exceptions, name="exceptions"),
]
