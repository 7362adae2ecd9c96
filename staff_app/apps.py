"""Who works here."""

from django.apps import AppConfig

from core_app import places
from core_app.checks import also_ask


class StaffAppConfig(AppConfig):
    """The staff and their log-in."""

    name = "staff_app"
    verbose_name = "พนักงาน"

    def ready(self):
        from staff_app.published_passwords import (  # noqa: PLC0415 (models when apps are ready)
            no_account_is_open_to_anybody,
        )

        places.announce(log_in="staff:login", log_out="staff:logout")
        also_ask(no_account_is_open_to_anybody)
