"""The tills: which devices sell, and what they have not sent yet."""

from django.apps import AppConfig


class TillsAppConfig(AppConfig):
    """Devices and their counts of acts."""

    name = "tills_app"
    verbose_name = "เครื่องขาย"
