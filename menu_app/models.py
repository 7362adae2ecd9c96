"""What is sold."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

DEAREST = Decimal("99999.99")  # baht; a typing guard, far above any dish


class Station(models.Model):
    """Where dishes are made: a stove, a bar. What it makes is said of categories and of dishes."""

    name = models.CharField(
        "ชื่อ",
        max_length=50,
        unique=True,
        help_text="เช่น ครัวร้อน บาร์น้ำ",
        error_messages={"unique": "มีครัวชื่อนี้แล้ว"},
    )
    active = models.BooleanField("ใช้งาน", default=True, help_text="ปิดเมื่อเลิกใช้ แล้วจะไม่มีใบสั่งใหม่")
    warn_minutes = models.PositiveSmallIntegerField("ใกล้สายเมื่อครบ (นาที)", default=10)
    late_minutes = models.PositiveSmallIntegerField("สายเมื่อครบ (นาที)", default=15)
    position = models.PositiveSmallIntegerField("ลำดับ", default=0)

    class Meta:
        db_table = "stations"
        ordering = ["position", "id"]
        verbose_name = "ครัว"
        verbose_name_plural = "ครัวและบาร์"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(late_minutes__gte=models.F("warn_minutes")),
                name="chk_stations_late_after_warn",
                violation_error_message="เวลาที่สายต้องไม่น้อยกว่าเวลาที่ใกล้สาย",
            )
        ]

    def __str__(self):
        return self.name


class CategoryStation(models.Model):
    """One of the stations that make a category's dishes."""

    category = models.CharField("หมวด", max_length=50)
    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="categories")

    class Meta:
        db_table = "category_stations"
        verbose_name = "หมวดของครัว"
        verbose_name_plural = "หมวดของครัว"
        constraints = [
            models.UniqueConstraint(
                fields=["category", "station"], name="uniq_category_stations_once"
            )
        ]

    def __str__(self):
        return f"{self.category} · {self.station}"


class MenuItem(models.Model):
    """A dish or drink on the menu. Orders keep their own copy of its name and price."""

    name = models.CharField("ชื่อ", max_length=255)
    price = models.DecimalField(
        "ราคา (บาท)",
        max_digits=10,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(DEAREST)],
    )
    category = models.CharField("หมวด", max_length=50, help_text="เช่น ข้าว โรตี เครื่องดื่ม")
    active = models.BooleanField("มีขาย", default=True, help_text="ปิดเมื่อของหมดหรือเลิกขาย")
    position = models.PositiveSmallIntegerField("ลำดับ", default=0)
    stations = models.ManyToManyField(
        Station,
        verbose_name="ครัวของเมนูนี้",
        blank=True,
        db_table="menu_stations",
        related_name="dishes",
        help_text="ไม่เลือก = ไปครัวของหมวด เลือก = ไปครัวที่เลือกแทน",
    )
    created_at = models.DateTimeField("สร้างเมื่อ", auto_now_add=True)
    updated_at = models.DateTimeField("แก้ไขเมื่อ", auto_now=True)

    class Meta:
        db_table = "menus"
        ordering = ["position", "id"]
        verbose_name = "เมนู"
        verbose_name_plural = "เมนู"
        indexes = [
            models.Index(fields=["category"], name="idx_menus_category"),
            models.Index(fields=["active"], name="idx_menus_active"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(price__gte=0, price__lte=DEAREST), name="chk_menus_price_range"
            )
        ]

    def __str__(self):
        return self.name


class MenuLimit(models.Model):
    """A dish that is sold out until a moment, or after so many more portions (limits.py)."""

    menu = models.OneToOneField(
        MenuItem, on_delete=models.CASCADE, related_name="limit", verbose_name="เมนู"
    )
    portions = models.PositiveIntegerField("เหลือ", null=True)
    off_until = models.DateTimeField("หมดถึง", null=True)

    class Meta:
        db_table = "menu_limits"
        verbose_name = "ของหมด"
        verbose_name_plural = "ของหมด"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(portions__isnull=False, off_until__isnull=True)
                | models.Q(portions__isnull=True, off_until__isnull=False),
                name="chk_menu_limits_one_of_two",
            )
        ]

    def __str__(self):
        return f"{self.menu}: {self.off_until or self.portions}"


class MenuPrice(models.Model):
    """A price a dish has or had, from `since` until the dish's next row.

    Written by the database itself whenever a price is set (migration 0003), so that no way of
    changing a menu can leave a gap in it. No foreign key: the past of a dish outlives it.
    """

    menu_id = models.BigIntegerField()
    price = models.DecimalField(max_digits=10, decimal_places=2)
    since = models.DateTimeField()

    class Meta:
        db_table = "menu_prices"
        indexes = [models.Index(fields=["menu_id", "since"], name="idx_menu_prices_menu_since")]
        verbose_name = "ประวัติราคา"
        verbose_name_plural = "ประวัติราคา"

    def __str__(self):
        return f"{self.menu_id}: {self.price}"
