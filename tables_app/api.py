"""GET /tables."""

from django.http import HttpRequest
from ninja import Router

from http_app.api_base import errors
from tables_app.queries import active_tables
from tables_app.schemas import TablesOut

router = Router(tags=["tables"])


@router.get("", response={200: TablesOut, **errors(401)})
def list_tables(request: HttpRequest):
    """List the tables in use with their state, in the order of the map."""
    return {"tables": list(active_tables().values("id", "name", "status"))}
