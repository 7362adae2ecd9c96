"""The till's pages and the kitchen's."""

from django.urls import include, path

from orders_app.doors.pages import (
    corrections,
    floor,
    kitchen,
    offline,
    pad,
    payment,
    receipt,
    restored,
    serving,
    today,
)

app_name = "orders"

_TILL = [
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
    path("orders/<int:order_id>/receipt/print/", receipt.print_receipt, name="print_receipt"),
    path("orders/<int:order_id>/cancel/", corrections.cancel_order, name="cancel"),
    path("orders/<int:order_id>/items/<int:item_id>/void/", corrections.void_item, name="void"),
]
_KITCHEN = [
    path("", kitchen.stations, name="kitchen"),
    path("serving/", serving.counter, name="counter"),
    path("serving/mark/", serving.mark_dishes, name="serve"),
    path("<int:station_id>/", kitchen.board, name="board"),
    path("<int:station_id>/mark/", kitchen.mark_slip, name="mark"),
]
urlpatterns = [path("pos/", include(_TILL)), path("kitchen/", include(_KITCHEN))]
