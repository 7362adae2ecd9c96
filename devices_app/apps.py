"""Which devices sell, and what they have not sent yet."""

from django.apps import AppConfig

from core_app import places


class DevicesAppConfig(AppConfig):
    """Devices and their counts of commands."""

    name = "devices_app"
    label = "tills_app"  # what its tables' history goes by
    verbose_name = "เครื่องขาย"

    def ready(self):
        places.announce_office("เครื่องขาย", "devices:devices")
