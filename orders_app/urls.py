"""The till's pages."""

from django.http import HttpResponse
from django.urls import path

app_name = "orders"

urlpatterns = [
    path("", lambda request: HttpResponse("map"), name="map"),
    path("orders/", lambda request: HttpResponse("today"), name="today"),
]
