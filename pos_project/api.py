"""The JSON API: the apps' routers under one roof."""

from django.conf import settings

from devices_app.api import router as devices_router
from http_app.api_base import build_api
from menu_app.api import router as menu_router
from orders_app.doors.api import router as orders_router
from staff_app.api import approvals_router
from staff_app.api import router as staff_router
from staff_app.api_auth import STAFF
from tables_app.api import router as tables_router

api = build_api(
    # The docs page has no other place of ours to say that this is a demo.
    title="ระบบขายหน้าร้าน" + (" · ร้านสาธิต ข้อมูลตัวอย่าง" if settings.DEMO else ""),
    version="1",
    auth=STAFF,
    openapi_url="/api/openapi.json",
    docs_url="/api/docs",
)
api.add_router("/auth", staff_router)
api.add_router("/approvals", approvals_router)
api.add_router("/tables", tables_router)
api.add_router("/menus", menu_router)
api.add_router("/orders", orders_router)
api.add_router("/tills", devices_router)
