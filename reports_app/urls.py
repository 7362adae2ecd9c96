"""Pages that read the shop, for managers."""

from django.urls import path

from reports_app import views

app_name = "reports"

urlpatterns = [path("prices/", views.prices, name="prices")]
