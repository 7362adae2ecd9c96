"""What the menu said when a guest was told another price is as final as the price itself."""

from django.db import migrations

from core_app.triggers import FrozenRows

COLUMNS = ("order_id", "menu_id", "name", "qty", "price", "created_at")


def rule(columns: tuple[str, ...]) -> FrozenRows:
    return FrozenRows(
        table="order_items",
        columns=columns,
        condition="OLD.id IS NOT NULL",
        message="an order line never changes, it can only be voided",
    )


class Migration(migrations.Migration):
    dependencies = [("orders_app", "0003_orderitem_menu_price")]

    operations = [
        rule(COLUMNS).as_removal(),
        rule((*COLUMNS, "menu_price")).as_operation(),
    ]
