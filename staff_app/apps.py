"""Who works here."""

from django.apps import AppConfig


class StaffAppConfig(AppConfig):
    """The staff and their log-in."""

    name = "staff_app"
    verbose_name = "พนักงาน"
