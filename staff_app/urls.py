"""Log in and out."""

from django.urls import path

from staff_app import views

app_name = "staff"

urlpatterns = [
    path("login/", views.login, name="login"),
    path("logout/", views.logout, name="logout"),
    path("ping/", views.ping, name="ping"),
]
