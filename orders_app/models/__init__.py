"""Orders, their lines, where their party sits, their bills and payments, their kitchen slips.

Three facts are never mixed (docs/decisions/0031): a line says what was asked for, a seating where
the party is, a bill who owes what; a slip says what the kitchen was told (0034), a print job what
goes to paper (0041). Lines, voids, seatings that ended, bills that were settled, payments, slips
and marks never change. What the database itself refuses is listed in docs/api.md, "What cannot
happen"; rules about change are
triggers (core_app/triggers.py).
"""

from orders_app.models.bill import Bill, Payment, Terms
from orders_app.models.columns import PaymentMethod
from orders_app.models.order import LARGEST_QTY, ItemVoid, Order, OrderItem, live
from orders_app.models.paper import Printer, PrintJob, PrintWorker, StationPrinter
from orders_app.models.seating import Seating
from orders_app.models.slip import KitchenMark, Slip, SlipLine, number_of

__all__ = [
    "LARGEST_QTY",
    "Bill",
    "ItemVoid",
    "KitchenMark",
    "Order",
    "OrderItem",
    "Payment",
    "PaymentMethod",
    "PrintJob",
    "PrintWorker",
    "Printer",
    "Seating",
    "Slip",
    "SlipLine",
    "StationPrinter",
    "Terms",
    "live",
    "number_of",
]
