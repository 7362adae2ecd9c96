"""The flow: guests order, eat, pay."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from core_app import metrics, places


class OrdersAppConfig(AppConfig):
    """Orders, their lines and payments; tells the monitor how they stand."""

    name = "orders_app"
    verbose_name = "การขาย"

    def ready(self):
        places.announce(home="orders:map", today="orders:today", manifest="orders:manifest")
        # The models are ready only now.
        from orders_app import shop_metrics  # noqa: PLC0415
        from orders_app.ordering import bills  # noqa: PLC0415

        metrics.register(shop_metrics.readings)
        post_migrate.connect(bills.have_terms, sender=self)
