"""What is sold."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

DEAREST = Decimal("99999.99")  # baht; a typing guard, far above any dish


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
