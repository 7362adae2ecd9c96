"""Running the shop: backups and drills, the start, the demo, the status page."""

from django.apps import AppConfig
from django.core.signals import request_finished

from core_app import metrics, places


class OperationsAppConfig(AppConfig):
    """Tells the monitor how old the backups are, and what a backup's figures say of the trade."""

    name = "operations_app"
    verbose_name = "การดูแลระบบ"

    def ready(self):
        places.announce_office("สถานะระบบ", "operations:status")
        # The models are ready only now.
        from operations_app import alarms  # noqa: PLC0415
        from operations_app.backups import figures  # noqa: PLC0415
        from operations_app.trade_figures import WORDS, trade_figures  # noqa: PLC0415

        metrics.register(alarms.readings)
        figures.register(trade_figures, WORDS)
        request_finished.connect(alarms.remind)
