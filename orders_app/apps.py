"""The flow: guests order, eat, pay."""

from django.apps import AppConfig


class OrdersAppConfig(AppConfig):
    """Orders, their lines and payments."""

    name = "orders_app"
    verbose_name = "การขาย"
