"""The flow: guests order, eat, pay."""

from django.apps import AppConfig


class OrdersAppConfig(AppConfig):
    """Orders, their lines and payments."""

    name = "orders_app"
    verbose_name = "การขาย"

    def ready(self):
        from core_app.backups import figures  # noqa: PLC0415 (models are ready now)
        from orders_app.figures import WORDS, trade_figures  # noqa: PLC0415

        figures.register(trade_figures, WORDS)
