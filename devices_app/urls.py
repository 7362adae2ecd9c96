"""The devices' page."""

from django.urls import path

from devices_app import views

app_name = "devices"

urlpatterns = [path("tills/", views.devices, name="devices")]
