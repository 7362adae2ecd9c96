"""The plumbing."""

from django.apps import AppConfig


class CoreAppConfig(AppConfig):
    """Registers the boot checks."""

    name = "core_app"
    verbose_name = "ระบบ"

    def ready(self):
        from core_app import checks  # noqa: F401, PLC0415 (registers when apps are ready)
