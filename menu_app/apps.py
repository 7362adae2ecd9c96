"""What is sold."""

from django.apps import AppConfig


class MenuAppConfig(AppConfig):
    """Dishes and drinks."""

    name = "menu_app"
    verbose_name = "เมนู"
