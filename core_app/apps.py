"""The plumbing."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from core_app import metrics, written_for


class CoreAppConfig(AppConfig):
    """Registers the boot checks and the figures that are read, not counted."""

    name = "core_app"
    verbose_name = "ระบบ"

    def ready(self):
        from core_app import checks  # noqa: F401, PLC0415 (registers when apps are ready)

        connection_created.connect(written_for.introduce)
        metrics.watch_pool()
