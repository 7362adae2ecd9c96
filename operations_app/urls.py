"""The page of whoever keeps the shop running, and that of whoever stands beside a printer."""

from django.urls import path

from operations_app import printing_pages, views

app_name = "operations"

urlpatterns = [
    path("status/", views.status, name="status"),
    path("printing/", printing_pages.printing, name="printing"),
    path("printing/sample/<int:printer_id>/", printing_pages.sample, name="print_sample"),
    path("printing/drop/<int:printer_id>/", printing_pages.drop_all, name="print_drop"),
    path("printing/<int:job_id>/again/", printing_pages.again, name="print_again"),
    path("printing/<int:job_id>/settled/", printing_pages.settled, name="print_settled"),
    path("printing/<int:job_id>.png", printing_pages.picture, name="paper"),
]
