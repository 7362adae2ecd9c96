"""Reading the shop: what its rows say together, and what a person must look at."""

from django.apps import AppConfig

from core_app import places


class ReportsAppConfig(AppConfig):
    """The ledger and its repairs, and prices that differ from the menu."""

    name = "reports_app"
    verbose_name = "รายงาน"

    def ready(self):
        places.announce_office("ต้องดู", "reports:exceptions")
        places.announce_office("ราคาต่างจากเมนู", "reports:prices")
