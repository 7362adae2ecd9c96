"""Reading tables."""

from django.db.models import QuerySet

from core_app.errors import NotFound
from tables_app.models import Table


def active_tables() -> QuerySet[Table]:
    """Return the tables in use, in the order of the map."""
    return Table.objects.filter(active=True).select_related("zone")


def find_table(table_id: int) -> Table:
    """Return an active table with its zone. Raises NotFound."""
    table = active_tables().filter(pk=table_id).first()
    if table is None:
        raise NotFound("ไม่พบโต๊ะนี้ กรุณาเลือกโต๊ะจากผังโต๊ะ")
    return table
