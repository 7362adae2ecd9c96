"""The guards that live in the database, and how to take each of them off for a test.

Every function takes one guard off and returns the statements that put it back. A test inside a
transaction may ignore them (it is rolled back); a race commits for real and must put them back
when the broken rows are gone (see the fixture `unguarded`).
"""

from django.db import connection

# What an order's end must not contradict, seen from its own row.
ABOUT_ENDS = (
    "uncovered_orders_insert", "uncovered_orders", "unlike_orders", "owing_orders",
    "sitting_orders",
)  # fmt: skip
SHOP_TABLES = (
    "kitchen_marks", "slip_lines", "kitchen_slips",
    "approvals",
    "payments", "bills", "order_tables", "item_voids", "order_items", "orders", "audit_events",
    "idempotency_keys",
)  # fmt: skip


def final_rows_off(table: str) -> list[str]:
    """Let the rows of `table` change after they are final: take its trigger off."""
    return _trigger_off(table, f"frozen_{table}")


def late_lines_off() -> list[str]:
    """Let lines be added to, and voided on, a paid or cancelled order: take both triggers off."""
    names = ("late_insert_order_items", "late_update_order_items")
    return [statement for name in names for statement in _trigger_off("order_items", name)]


def guard_off(table: str, *names: str) -> list[str]:
    """Take triggers of `table` off: guards that refuse, or what writes a summary."""
    return [statement for name in names for statement in _trigger_off(table, name)]


def ends_off() -> list[str]:
    """Let an order and its bill end in any way, and change after it: no guard of theirs stands."""
    return [
        *guard_off("orders", "frozen_orders", *ABOUT_ENDS),
        *guard_off("bills", "frozen_bills", "late_bills", "unpaid_bills_insert", "unpaid_bills"),
        *guard_off("payments", "late_payments", "paid_by_payments"),
        *guard_off("item_voids", "late_item_voids"),
        *guard_off("order_tables", "frozen_order_tables", "late_order_tables"),
    ]


def _trigger_off(table: str, name: str) -> list[str]:
    if connection.vendor == "postgresql":
        _run(["SET CONSTRAINTS ALL IMMEDIATE", f"ALTER TABLE {table} DISABLE TRIGGER {name}"])
        return [f"ALTER TABLE {table} ENABLE TRIGGER {name}"]
    [(definition,)] = _rows("SELECT sql FROM sqlite_master WHERE name = %s", [name])
    _run([f"DROP TRIGGER {name}"])
    return [definition]


def checks_off(table: str) -> list[str]:
    """Let `table` hold rows its CHECK constraints forbid.

    SQLite cannot drop a constraint, but a connection may look away; so there it is this one only,
    and each thread looks away for itself (`look_away`).
    """
    if connection.vendor == "sqlite":
        look_away()
        return ["PRAGMA ignore_check_constraints = OFF"]
    found = _rows(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = %s::regclass AND contype = 'c'",
        [table],
    )
    _run(["SET CONSTRAINTS ALL IMMEDIATE"])
    _run([f"ALTER TABLE {table} DROP CONSTRAINT {name}" for name, _ in found])
    return [f"ALTER TABLE {table} ADD CONSTRAINT {name} {text}" for name, text in found]


def look_away() -> None:
    """On SQLite, let this thread's connection write rows that CHECK constraints forbid."""
    if connection.vendor == "sqlite":
        _run(["PRAGMA ignore_check_constraints = ON"])


def one_party_per_place_off() -> list[str]:
    """Let two parties sit at one place: drop the partial unique index."""
    return _index_off("uniq_order_tables_one_party")


def one_order_per_uid_off() -> list[str]:
    """Let two orders have one name: drop the partial unique index."""
    return _index_off("uniq_orders_uid")


def one_line_per_uid_off() -> list[str]:
    """Let two lines have one name: drop the partial unique index."""
    return _index_off("uniq_order_items_uid")


def one_bill_per_slip_off() -> list[str]:
    """Let one slip pay two bills: drop the partial unique index."""
    return _index_off("uniq_payments_slip_reference")


def _index_off(name: str) -> list[str]:
    if connection.vendor == "postgresql":
        [(definition,)] = _rows("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [name])
    else:
        [(definition,)] = _rows("SELECT sql FROM sqlite_master WHERE name = %s", [name])
    _run([f"DROP INDEX {name}"])
    return [definition]


def unique_off(table: str) -> list[str]:
    """Let `table` hold doubles: put a copy without any UNIQUE in its place.

    SQLite cannot drop a UNIQUE that stands inside CREATE TABLE; a copy does it on both engines
    and leaves the real table, with its triggers, as it was.
    """
    kept = f"{table}_kept"
    if connection.vendor == "postgresql":
        copy = f"CREATE TABLE {table} (LIKE {kept} INCLUDING DEFAULTS INCLUDING IDENTITY)"
        _run(["SET CONSTRAINTS ALL IMMEDIATE"])
    else:
        [(definition,)] = _rows("SELECT sql FROM sqlite_master WHERE name = %s", [table])
        copy = definition.replace(" UNIQUE", "")
    _run([f"ALTER TABLE {table} RENAME TO {kept}", copy])
    if connection.vendor == "sqlite":
        _run([f"INSERT INTO {table} SELECT * FROM {kept}"])
    else:
        _run([f"INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM {kept}"])
    return [f"DROP TABLE {table}", f"ALTER TABLE {kept} RENAME TO {table}"]


def empty_the_shop() -> None:
    """Take out every row a command wrote, so that the guards can be put back."""
    if connection.vendor == "postgresql":
        _run([f"TRUNCATE {', '.join(SHOP_TABLES)} CASCADE"])
    else:
        _run([f"DELETE FROM {table}" for table in SHOP_TABLES])


def put_back(statements: list[str]) -> None:
    """Put guards back."""
    _run(statements)


def _rows(sql: str, params: list[str]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _run(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
