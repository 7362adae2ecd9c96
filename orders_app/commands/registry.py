"""Every command of the trade. Whatever is not in here cannot be done to an order."""

from orders_app.commands.adding import add_items
from orders_app.commands.cancelling import cancel_order
from orders_app.commands.declaration import Command
from orders_app.commands.opening import open_order
from orders_app.commands.paying import pay_order
from orders_app.commands.voiding import void_item

COMMANDS: tuple[Command, ...] = (open_order, add_items, pay_order, cancel_order, void_item)
