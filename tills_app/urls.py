"""The tills' page."""

from django.urls import path

from tills_app import views

app_name = "tills"

urlpatterns = [path("tills/", views.tills, name="tills")]
