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
