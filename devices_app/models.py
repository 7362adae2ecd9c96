"""A device: a browser that sells, with a number people can say."""

from datetime import timedelta

from django.db import models

CLOCK_IS_OFF = timedelta(minutes=1)
LARGEST_SEQUENCE = 2**53 - 1  # as far as JavaScript counts exactly


class Device(models.Model):
    """A browser that sells. It numbers its own commands 1, 2, 3 …, so that a gap shows.

    `last_tapped` is the highest number the device told of; `waiting` how many it had not sent then;
    `clock_offset` by how many milliseconds the server's clock was ahead of its own, as it measured.

    `history_in` is the epoch since whose beginning it sends again what it did before,
    `history_left` how many of those have not been taken, and `history_tried_at` how many the shop
    had been sent again, by all devices, before it last tried each of them in vain.
    """

    client_id = models.UUIDField("รหัสเครื่อง", unique=True)
    last_tapped = models.BigIntegerField("คำสั่งล่าสุด", default=0)
    waiting = models.PositiveIntegerField("รอส่ง", default=0)
    clock_offset = models.BigIntegerField("นาฬิกาต่างจากร้าน (มิลลิวินาที)", null=True)
    first_seen = models.DateTimeField("พบครั้งแรก", auto_now_add=True)
    last_seen = models.DateTimeField("พบล่าสุด")
    history_in = models.UUIDField("ส่งประวัติซ้ำในรอบข้อมูล", null=True)
    history_left = models.PositiveIntegerField("ประวัติที่ยังค้าง", null=True)
    history_tried_at = models.BigIntegerField("ลองครบเมื่อร้านรับซ้ำแล้ว", null=True)

    class Meta:
        db_table = "tills"
        verbose_name = "เครื่องขาย"
        verbose_name_plural = "เครื่องขาย"
        ordering = ["id"]

    def __str__(self):
        return f"เครื่อง {self.pk}"

    @property
    def clock_trouble(self) -> str:
        """Say how wrong the device's clock is, or "" while it is less than a minute."""
        offset = timedelta(milliseconds=self.clock_offset or 0)
        if abs(offset) < CLOCK_IS_OFF:
            return ""
        hours, minutes = divmod(abs(offset) // CLOCK_IS_OFF, 60)
        much = f"{hours} ชั่วโมง {minutes} นาที" if hours else f"{minutes} นาที"
        return f"นาฬิกา{'ช้า' if offset > timedelta(0) else 'เร็ว'}ไป {much}"


class SetAside(models.Model):
    """A command of a device that was refused and set aside by a person: its number is no gap."""

    device = models.ForeignKey(
        Device,
        on_delete=models.PROTECT,
        related_name="set_aside",
        db_column="till_id",
        verbose_name="เครื่อง",
    )
    sequence = models.BigIntegerField("เลขคำสั่ง")
    key = models.CharField("คีย์", max_length=200, blank=True)
    reason = models.CharField("เหตุผล", max_length=200)
    command = models.JSONField("คำสั่ง", default=dict, db_column="act")
    created_at = models.DateTimeField("เวลา", auto_now_add=True)

    class Meta:
        db_table = "till_set_aside"
        verbose_name = "คำสั่งที่พักไว้"
        verbose_name_plural = "คำสั่งที่พักไว้"
        constraints = [
            models.UniqueConstraint(fields=["device", "sequence"], name="uniq_till_set_aside")
        ]

    def __str__(self):
        return f"{self.device} #{self.sequence}"


class LostCommand(models.Model):
    """A command gone from its device before the server had it: the browser lost its database.

    `label` is what the device still knew of it, for whoever asks the guests.
    """

    device = models.ForeignKey(
        Device,
        on_delete=models.PROTECT,
        related_name="lost",
        db_column="till_id",
        verbose_name="เครื่อง",
    )
    sequence = models.BigIntegerField("เลขคำสั่ง")
    label = models.CharField("คำสั่ง", max_length=200, blank=True)
    created_at = models.DateTimeField("เวลา", auto_now_add=True)

    class Meta:
        db_table = "till_lost_acts"
        verbose_name = "คำสั่งที่หายจากเครื่อง"
        verbose_name_plural = "คำสั่งที่หายจากเครื่อง"
        constraints = [
            models.UniqueConstraint(fields=["device", "sequence"], name="uniq_till_lost_acts")
        ]

    def __str__(self):
        return f"{self.device} #{self.sequence}"
