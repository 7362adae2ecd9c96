"""What managers' lists look for among the orders and lines of years stands in indexes of its own."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("orders_app", "0010_no_table")]

    operations = [
        migrations.AddIndex(
            "order",
            models.Index(
                fields=["payment_method"],
                condition=Q(payment_method__isnull=False),
                name="idx_orders_payment_method",
            ),
        ),
        migrations.AddIndex(
            "orderitem",
            models.Index(
                fields=["id"],
                condition=Q(menu_price__isnull=False),
                name="idx_order_items_price_differs",
            ),
        ),
    ]
