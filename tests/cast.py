"""The cast: one cashier, one cook, one manager, two tables, three dishes."""

from dataclasses import dataclass
from decimal import Decimal

import factory

from menu_app.models import MenuItem
from staff_app.models import Role, User
from tables_app.models import Table, Zone

PASSWORD = "sawasdee-1234"


class StaffFactory(factory.django.DjangoModelFactory):
    """A cashier, unless told otherwise."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"cashier{n:03}")
    role = Role.CASHIER

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return model_class.objects.create_user(*args, password=PASSWORD, **kwargs)


class ZoneFactory(factory.django.DjangoModelFactory):
    """A part of the restaurant."""

    class Meta:
        model = Zone
        django_get_or_create = ("name",)

    name = "ในร้าน"


class TableFactory(factory.django.DjangoModelFactory):
    """A free table."""

    class Meta:
        model = Table

    name = factory.Sequence(lambda n: f"โต๊ะทดสอบ {n}")
    zone = factory.SubFactory(ZoneFactory)


class DishFactory(factory.django.DjangoModelFactory):
    """A dish on sale."""

    class Meta:
        model = MenuItem

    name = factory.Sequence(lambda n: f"เมนูทดสอบ {n}")
    price = Decimal("60.00")
    category = "ข้าว"


@dataclass(frozen=True)
class Cast:
    """Everybody a test needs."""

    cashier: User
    other_cashier: User
    cook: User
    manager: User
    table: Table
    other_table: Table
    pad_thai: MenuItem
    lime_juice: MenuItem
    satay: MenuItem


def make_cast() -> Cast:
    """Put the cast into the database."""
    return Cast(
        cashier=StaffFactory(username="cashier"),
        other_cashier=StaffFactory(username="cashier-2"),
        cook=StaffFactory(username="cook", role=Role.COOK),
        manager=StaffFactory(username="manager", role=Role.MANAGER),
        table=TableFactory(name="โต๊ะ 1"),
        other_table=TableFactory(name="โต๊ะ 2"),
        pad_thai=DishFactory(name="ผัดไทย", price=Decimal("60.00")),
        lime_juice=DishFactory(name="น้ำมะนาว", price=Decimal("25.00"), category="เครื่องดื่ม"),
        satay=DishFactory(name="สะเต๊ะ", price=Decimal("62.50")),
    )
