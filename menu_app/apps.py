"""What is sold."""

from django.apps import AppConfig

from core_app import places


class MenuAppConfig(AppConfig):
    """Dishes and drinks."""

    name = "menu_app"
    verbose_name = "เมนู"

    def ready(self):
        places.announce(sold_out="menu:sold_out")
