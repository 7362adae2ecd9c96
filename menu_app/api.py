"""GET /menus."""

from django.db.models import F
from django.http import HttpRequest
from ninja import Router

from http_app.api_base import errors
from menu_app.queries import dishes_on_sale
from menu_app.schemas import MenusOut

router = Router(tags=["menus"])


@router.get("", response={200: MenusOut, **errors(401)}, exclude_none=True)
def list_menus(request: HttpRequest):
    """List what can be ordered now, in the menu's order."""
    shown = ("id", "name", "price", "category", "active")
    return {"menus": list(dishes_on_sale().values(*shown, left=F("limit__portions")))}
