"""Dishes and categories that look the same on the menu."""

from core_app.thai_spelling import fold
from menu_app.models import MenuItem


def warnings_about(dish: MenuItem) -> list[str]:
    """Return a Thai sentence for each way in which a saved dish doubles another one.

    A warning and no refusal: two dishes may rightly have one name, at two sizes for example.
    """
    others = MenuItem.objects.exclude(pk=dish.pk).values_list("name", "category")
    name, category = fold(dish.name), fold(dish.category)
    names = sorted({each for each, _ in others if fold(each) == name})
    categories = sorted(
        {each for _, each in others if each != dish.category and fold(each) == category}
    )
    return [_about_name(dish.name, each) for each in names] + [
        f"หมวด “{dish.category}” ดูเหมือนหมวด “{each}” ที่มีอยู่แล้ว แต่พิมพ์ต่างกัน "
        "หน้าขายจึงแยกเป็นสองหมวด ถ้าเป็นหมวดเดียวกันให้คัดลอกชื่อหมวดเดิมมาใส่"
        for each in categories
    ]


def _about_name(name: str, other: str) -> str:
    if name == other:
        return f"มีเมนูชื่อ “{other}” อยู่แล้ว ถ้าเป็นเมนูเดียวกันให้ปิดรายการใดรายการหนึ่ง"
    return f"“{name}” ดูเหมือนเมนู “{other}” ที่มีอยู่แล้ว แต่พิมพ์ต่างกัน ถ้าเป็นเมนูเดียวกันให้ปิดรายการใดรายการหนึ่ง"
