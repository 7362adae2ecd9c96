"""The plumbing."""

from django.apps import AppConfig
from django.core.signals import request_finished

from core_app import metrics
from core_app.backups import archiving


class CoreAppConfig(AppConfig):
    """Registers the boot checks and the figures that are read, not counted."""

    name = "core_app"
    verbose_name = "ระบบ"

    def ready(self):
        from core_app import backup_age, checks  # noqa: F401, PLC0415 (registers when apps are ready)

        metrics.register(backup_age.readings)
        metrics.register(archiving.readings)
        metrics.watch_pool()
        request_finished.connect(backup_age.remind)
