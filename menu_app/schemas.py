"""Shapes of the menu's answers."""

from pydantic import BaseModel

from core_app.fields import Baht


class MenuItemOut(BaseModel):
    """A dish that can be ordered now; `price` in baht, `left` portions where they are counted."""

    id: int
    name: str
    price: Baht
    category: str
    active: bool
    left: int | None = None


class MenusOut(BaseModel):
    """The menu."""

    menus: list[MenuItemOut]
