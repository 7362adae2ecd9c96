"""Whether a table is free. Its state follows the seatings on it by a trigger of theirs."""

from core_app.errors import NotFound
from tables_app.models import Table


def ensure_in_use(table_id: int) -> None:
    """Raise NotFound for a table that does not exist or is retired."""
    if not Table.objects.filter(pk=table_id, active=True).exists():
        raise NotFound("ไม่พบโต๊ะนี้ กรุณาเลือกโต๊ะจากผังโต๊ะ", table_id=table_id)


def lock(table_id: int) -> Table:
    """Return a table, retired or not, locked until the transaction ends. Raises NotFound."""
    table = Table.objects.select_for_update().filter(pk=table_id).first()
    if table is None:
        raise NotFound("ไม่พบโต๊ะนี้ กรุณาตรวจสอบหมายเลขโต๊ะ", table_id=table_id)
    return table


def mark(table: Table, status: str) -> None:
    """Write the state of a locked table, retired or not: for mending alone."""
    table.status = status
    table.save(update_fields=["status", "updated_at"])
