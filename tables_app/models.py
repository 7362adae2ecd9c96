"""Where guests sit."""

from django.db import models


class Zone(models.Model):
    """A part of the restaurant, one tab on the table map."""

    name = models.CharField("ชื่อโซน", max_length=50, unique=True)
    position = models.PositiveSmallIntegerField("ลำดับ", default=0)

    class Meta:
        db_table = "zones"
        ordering = ["position", "id"]
        verbose_name = "โซน"
        verbose_name_plural = "โซน"

    def __str__(self):
        return self.name


class Table(models.Model):
    """A table. It is occupied exactly while a party sits at it: its seatings' triggers say so."""

    class Status(models.TextChoices):
        AVAILABLE = "available", "ว่าง"
        OCCUPIED = "occupied", "มีลูกค้า"

    name = models.CharField("ชื่อโต๊ะ", max_length=50, unique=True)
    zone = models.ForeignKey(
        Zone, on_delete=models.PROTECT, related_name="tables", verbose_name="โซน"
    )
    position = models.PositiveSmallIntegerField("ลำดับ", default=0)
    status = models.CharField(
        "สถานะ", max_length=20, choices=Status, default=Status.AVAILABLE, editable=False
    )
    active = models.BooleanField(
        "เปิดใช้", default=True, help_text="ปิดเมื่อเลิกใช้โต๊ะ แทนการลบ ประวัติการขายจะยังอยู่"
    )
    created_at = models.DateTimeField("สร้างเมื่อ", auto_now_add=True)
    updated_at = models.DateTimeField("แก้ไขเมื่อ", auto_now=True)

    class Meta:
        db_table = "tables"
        ordering = ["zone__position", "zone_id", "position", "id"]
        verbose_name = "โต๊ะ"
        verbose_name_plural = "โต๊ะ"
        indexes = [models.Index(fields=["status"], name="idx_tables_status")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["available", "occupied"]),
                name="chk_tables_status_known",
            )
        ]

    def __str__(self):
        return self.name
