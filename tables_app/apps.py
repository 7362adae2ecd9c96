"""Where guests sit."""

from django.apps import AppConfig


class TablesAppConfig(AppConfig):
    """Tables and their zones."""

    name = "tables_app"
    verbose_name = "โต๊ะ"
