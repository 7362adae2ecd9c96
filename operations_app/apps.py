"""Running the shop: backups and drills, the start, the demo, the status page."""

from django.apps import AppConfig
from django.core.signals import request_finished

from core_app import banners, metrics, places


class OperationsAppConfig(AppConfig):
    """Tells the monitor and the log how backups stand."""

    name = "operations_app"
    verbose_name = "การดูแลระบบ"

    def ready(self):
        places.announce(printing="operations:printing")
        places.announce_office("สถานะระบบ", "operations:status")
        # The models are ready only now.
        from operations_app import alarms, printing_trouble, taken_back  # noqa: PLC0415

        metrics.register(alarms.readings)
        metrics.register(printing_trouble.readings)
        banners.register(printing_trouble.banner)
        request_finished.connect(alarms.remind)
        request_finished.connect(taken_back.mark_now_and_then)
