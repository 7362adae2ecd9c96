"""The flow: guests order, eat, pay."""

from django.apps import AppConfig

from core_app import metrics


class OrdersAppConfig(AppConfig):
    """Orders, their lines and payments; tells the monitor how they stand."""

    name = "orders_app"
    verbose_name = "การขาย"

    def ready(self):
        # The models are ready only now.
        from core_app.backups import figures  # noqa: PLC0415
        from orders_app import shop_metrics  # noqa: PLC0415
        from orders_app.figures import WORDS, trade_figures  # noqa: PLC0415

        metrics.register(shop_metrics.readings)
        figures.register(trade_figures, WORDS)
