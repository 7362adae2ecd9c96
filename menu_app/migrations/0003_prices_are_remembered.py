"""The database itself remembers every price a dish has had."""

from django.db import migrations

SINCE_SQLITE = "strftime('%Y-%m-%d %H:%M:%f', 'now')"  # as Django stores times there: UTC text

SQLITE = [
    f"""CREATE TRIGGER remember_price_{event[:6].strip().lower()} AFTER {event} ON menus
        {when} BEGIN
        INSERT INTO menu_prices (menu_id, price, since)
        VALUES (NEW.id, NEW.price, {SINCE_SQLITE}); END"""
    for event, when in (
        ("INSERT", ""),
        ("UPDATE OF price", "WHEN NEW.price <> OLD.price"),
    )
]
POSTGRESQL = [
    """CREATE OR REPLACE FUNCTION remember_price() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO menu_prices (menu_id, price, since)
        VALUES (NEW.id, NEW.price, clock_timestamp()); RETURN NULL; END $$""",
    """CREATE TRIGGER remember_price_insert AFTER INSERT ON menus
        FOR EACH ROW EXECUTE FUNCTION remember_price()""",
    """CREATE TRIGGER remember_price_update AFTER UPDATE OF price ON menus
        FOR EACH ROW WHEN (NEW.price <> OLD.price) EXECUTE FUNCTION remember_price()""",
]
NAMES = ("remember_price_insert", "remember_price_update")


def remember(apps, schema_editor):
    """Put the triggers in place; what stands on the menu now has stood since its last change."""
    vendor = schema_editor.connection.vendor
    for statement in SQLITE if vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement, params=None)
    schema_editor.execute(
        "INSERT INTO menu_prices (menu_id, price, since) SELECT id, price, updated_at FROM menus"
    )


def forget(apps, schema_editor):
    """Take the triggers away; the history stays until its table goes."""
    on_table = " ON menus" if schema_editor.connection.vendor == "postgresql" else ""
    for name in NAMES:
        schema_editor.execute(f"DROP TRIGGER {name}{on_table}", params=None)


class Migration(migrations.Migration):
    dependencies = [("menu_app", "0002_menu_prices")]

    operations = [migrations.RunPython(remember, forget)]
