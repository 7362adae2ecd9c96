"""The flow: guests order, eat, pay."""

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

from core_app import metrics, places


def have_terms(sender: AppConfig, using: str, **signal) -> None:
    """Receiver of post_migrate: the terms that every shop begins with, without VAT and service.

    Tables may just have been moved back to where there were none.
    """
    terms = sender.get_model("Terms")
    if terms._meta.db_table not in connections[using].introspection.table_names():
        return
    if not terms.objects.using(using).exists():
        terms.objects.using(using).create()


class OrdersAppConfig(AppConfig):
    """Orders, their lines and payments; tells the monitor how they stand."""

    name = "orders_app"
    verbose_name = "การขาย"

    def ready(self):
        places.announce(home="orders:map", today="orders:today", manifest="orders:manifest")
        places.announce(kitchen="orders:kitchen")
        places.announce_office("หลังกู้คืนข้อมูล", "orders:restored")
        # The models are ready only now.
        from orders_app import shop_metrics  # noqa: PLC0415

        metrics.register(shop_metrics.readings)
        post_migrate.connect(have_terms, sender=self)
