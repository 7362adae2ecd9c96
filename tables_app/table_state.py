"""Guests sit down and leave. Called inside the transaction that opens or closes their order."""

from django.utils import timezone

from core_app.errors import NotFound
from tables_app.models import Table


def occupy(table_id: int) -> None:
    """Mark a table occupied. Raises NotFound for a table that does not exist or is retired."""
    changed = Table.objects.filter(pk=table_id, active=True).update(
        status=Table.Status.OCCUPIED, updated_at=timezone.now()
    )
    if not changed:
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


def release(table_id: int) -> None:
    """Mark a table free again."""
    Table.objects.filter(pk=table_id).update(
        status=Table.Status.AVAILABLE, updated_at=timezone.now()
    )
