"""The flow: guests order, eat, pay."""

from django.apps import AppConfig

from core_app import metrics


class OrdersAppConfig(AppConfig):
    """Orders, their lines and payments; tells the monitor how they stand."""

    name = "orders_app"
    verbose_name = "การขาย"

    def ready(self):
        from orders_app import shop_metrics  # noqa: PLC0415 (it needs the models)

        metrics.register(shop_metrics.readings)
