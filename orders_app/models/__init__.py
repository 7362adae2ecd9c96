"""Orders, their lines, where their party sits, their bills and payments.

Three facts are never mixed (docs/decisions/0031): a line says what was asked for, a seating where
the party is, a bill who owes what. Lines, voids, seatings that ended, bills that were settled and
payments never change. What the database itself refuses is listed in docs/api.md, "What cannot
happen"; rules about change are triggers (core_app/triggers.py).
"""

from orders_app.models.bill import Bill, Payment, Terms
from orders_app.models.columns import PaymentMethod
from orders_app.models.order import LARGEST_QTY, ItemVoid, Order, OrderItem, live
from orders_app.models.seating import Seating

__all__ = [
    "LARGEST_QTY",
    "Bill",
    "ItemVoid",
    "Order",
    "OrderItem",
    "Payment",
    "PaymentMethod",
    "Seating",
    "Terms",
    "live",
]
