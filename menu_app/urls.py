"""The menu's pages."""

from django.urls import path

from menu_app import views

app_name = "menu"

urlpatterns = [path("sold-out/", views.sold_out, name="sold_out")]
