"""The till's pages."""

from django.urls import path

from orders_app.doors.pages import (
    corrections,
    floor,
    offline,
    pad,
    payment,
    receipt,
    restored,
    today,
)

app_name = "orders"

urlpatterns = [
    path("", floor.table_map, name="map"),
    path("floor/", floor.floor_now, name="floor"),
    path("tables/<int:table_id>/", pad.pad, name="pad"),
    path("tables/<int:table_id>/pay/", pad.pay_table, name="pay_table"),
    path("shell/", offline.shell, name="shell"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("orders/", today.today, name="today"),
    path("restored/", restored.restored, name="restored"),
    path("restored/end/", restored.end_waiting, name="restored_end"),
    path("orders/<int:order_id>/pay/", payment.pay, name="pay"),
    path("orders/<int:order_id>/paid/", payment.paid, name="paid"),
    path("orders/<int:order_id>/receipt/", receipt.receipt, name="receipt"),
    path("orders/<int:order_id>/cancel/", corrections.cancel_order, name="cancel"),
    path("orders/<int:order_id>/items/<int:item_id>/void/", corrections.void_item, name="void"),
]
