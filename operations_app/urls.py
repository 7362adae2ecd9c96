"""The page of whoever keeps the shop running."""

from django.urls import path

from operations_app import views

app_name = "operations"

urlpatterns = [path("status/", views.status, name="status")]
