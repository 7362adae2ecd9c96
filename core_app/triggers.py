"""Rules about change, which constraints cannot express: "once final, never again".

Each rule is a trigger on either engine: most refuse (BEFORE), some write a summary (AFTER).
Deleting is refused by PROTECT and, on PostgreSQL, by a trigger too; SQLite's test and flush
commands empty tables by DELETE, so there the trigger would forbid an empty shop to be emptied.

SQLite changes a column or a constraint by making the table anew, and the old one takes its triggers
with it without a word, and the number it would have given next; a trigger that looks into another
table stops the making altogether. Wrap such operations in TriggersKept.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import migrations
from django.db.migrations.operations.base import Operation


def _run(statements):
    """Return a migration function that executes what `statements(vendor)` lists."""

    def execute(apps, schema_editor) -> None:
        for statement in statements(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    return execute


def _locking(row: str) -> str:
    """Return PL/pgSQL that locks a row first; the statements after it see what was committed."""
    return f" PERFORM 1 FROM {row} FOR UPDATE;" if row else ""


def _refusing_function(name: str, condition: str, message: str, lock: str = "") -> str:
    """Return the PostgreSQL trigger function that raises `message` when `condition` holds."""
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f"{_locking(lock)} IF {condition}"
        f" THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END IF;"
        " RETURN NEW; END $$"
    )


@dataclass(frozen=True)
class FrozenRows:
    """Refuse to change `columns` of rows of `table` for which `condition` (SQL on OLD) holds."""

    table: str
    columns: tuple[str, ...]
    condition: str
    message: str

    def as_operation(self) -> migrations.RunPython:
        """Return the migration step that puts the rule into the database."""
        return migrations.RunPython(_run(self._create), _run(self._drop))

    def as_removal(self) -> migrations.RunPython:
        """Return the migration step that takes the rule out, so that a wider one can follow."""
        return migrations.RunPython(_run(self._drop), _run(self._create))

    @property
    def _name(self) -> str:
        return f"frozen_{self.table}"

    def _create(self, vendor: str) -> list[str]:
        columns = ", ".join(self.columns)
        if vendor == "sqlite":
            return [
                f"CREATE TRIGGER {self._name} BEFORE UPDATE OF {columns} ON {self.table}"
                f" WHEN {self.condition} BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
            ]
        return [
            _refusing_function(self._name, "TRUE", self.message),
            f"CREATE TRIGGER {self._name} BEFORE UPDATE OF {columns} OR DELETE ON {self.table}"
            f" FOR EACH ROW WHEN ({self.condition}) EXECUTE FUNCTION {self._name}()",
        ]

    def _drop(self, vendor: str) -> list[str]:
        on_table = f" ON {self.table}" if vendor == "postgresql" else ""
        return [f"DROP TRIGGER {self._name}{on_table}"]


@dataclass(frozen=True)
class FrozenChildren:
    """Refuse new rows in `table`, and changes of `columns`, once the parent row is final.

    `parent_is_final` is SQL for the parent of the row NEW; `lock` is as in Guard.
    """

    table: str
    columns: tuple[str, ...]
    parent_is_final: str
    message: str
    lock: str = ""

    def as_operation(self) -> migrations.RunPython:
        """Return the migration step that puts the rule into the database."""
        return migrations.RunPython(_run(self._create), _run(self._drop))

    def as_removal(self) -> migrations.RunPython:
        """Return the migration step that takes the rule out, so that a wider one can follow."""
        return migrations.RunPython(_run(self._drop), _run(self._create))

    @property
    def _events(self) -> dict[str, str]:
        return {
            f"late_insert_{self.table}": "INSERT",
            f"late_update_{self.table}": f"UPDATE OF {', '.join(self.columns)}",
        }

    def _create(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            return [
                f"CREATE TRIGGER {name} BEFORE {event} ON {self.table}"
                f" WHEN {self.parent_is_final} BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
                for name, event in self._events.items()
            ]
        function = f"late_{self.table}"
        return [_refusing_function(function, self.parent_is_final, self.message, self.lock)] + [
            f"CREATE TRIGGER {name} BEFORE {event} ON {self.table}"
            f" FOR EACH ROW EXECUTE FUNCTION {function}()"
            for name, event in self._events.items()
        ]

    def _drop(self, vendor: str) -> list[str]:
        on_table = f" ON {self.table}" if vendor == "postgresql" else ""
        return [f"DROP TRIGGER {name}{on_table}" for name in self._events]


@dataclass(frozen=True)
class Guard:
    """Refuse an `event` (as "INSERT" or "UPDATE OF status") on `table` when `condition` holds.

    `condition` is SQL on the row NEW. On PostgreSQL `lock` names the row that it looks at (as
    "bills WHERE id = NEW.bill_id"): whoever changes that one waits, and sees what was decided.
    """

    name: str
    table: str
    event: str
    condition: str
    message: str
    lock: str = ""

    def as_operation(self) -> migrations.RunPython:
        """Return the migration step that puts the rule into the database."""
        return migrations.RunPython(_run(self._create), _run(self._drop))

    def _create(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            return [
                f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table}"
                f" WHEN {self.condition} BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
            ]
        return [
            _refusing_function(self.name, self.condition, self.message, self.lock),
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table}"
            f" FOR EACH ROW EXECUTE FUNCTION {self.name}()",
        ]

    def _drop(self, vendor: str) -> list[str]:
        on_table = f" ON {self.table}" if vendor == "postgresql" else ""
        return [f"DROP TRIGGER {self.name}{on_table}"]


@dataclass(frozen=True)
class Consequence:
    """Let the database do `statement` after an `event` on `table`, when `condition` on NEW holds.

    For a summary that no hand may forget to write.
    """

    name: str
    table: str
    event: str
    condition: str
    statement: str

    def as_operation(self) -> migrations.RunPython:
        """Return the migration step that puts the rule into the database."""
        return migrations.RunPython(_run(self._create), _run(self._drop))

    def _create(self, vendor: str) -> list[str]:
        head = f"CREATE TRIGGER {self.name} AFTER {self.event} ON {self.table}"
        if vendor == "sqlite":
            return [f"{head} WHEN {self.condition} BEGIN {self.statement}; END"]
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" {self.statement}; RETURN NULL; END $$",
            f"{head} FOR EACH ROW WHEN ({self.condition}) EXECUTE FUNCTION {self.name}()",
        ]

    def _drop(self, vendor: str) -> list[str]:
        on_table = f" ON {self.table}" if vendor == "postgresql" else ""
        return [f"DROP TRIGGER {self.name}{on_table}"]


class TriggersKept(migrations.SeparateDatabaseAndState):
    """Do `operations` with every trigger of the SQLite database laid aside, then put them back.

    All of them, since one of another table may look into the one that is made anew. A trigger whose
    table is gone afterwards goes with it. On PostgreSQL, which loses none, the operations alone.
    """

    def __init__(self, operations: Sequence[Operation]):
        super().__init__(database_operations=operations, state_operations=operations)

    def deconstruct(self):
        """Return it as it is written in a migration."""
        return self.__class__.__name__, [self.database_operations], {}

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Do them with the triggers aside."""
        aside = _lay_aside(schema_editor)
        super().database_forwards(app_label, schema_editor, from_state, to_state)
        _put_back(schema_editor, aside)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """Undo them with the triggers aside."""
        aside = _lay_aside(schema_editor)
        super().database_backwards(app_label, schema_editor, from_state, to_state)
        _put_back(schema_editor, aside)


@dataclass(frozen=True)
class _Aside:
    """What SQLite loses with a remade table: triggers (table, text), the last number ever given."""

    triggers: list[tuple[str, str]]
    numbers: list[tuple[str, int]]


def _lay_aside(schema_editor) -> _Aside | None:
    """Take every trigger off, and note each table's last number; None where nothing is lost."""
    if schema_editor.connection.vendor != "sqlite":
        return None
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
        found = cursor.fetchall()
        cursor.execute("SELECT name, seq FROM sqlite_sequence")
        numbers = cursor.fetchall()
    for name, _, _ in found:
        schema_editor.execute(f'DROP TRIGGER "{name}"', params=None)
    return _Aside([(table, sql) for _, table, sql in found], numbers)


def _put_back(schema_editor, aside: _Aside | None) -> None:
    if aside is None:
        return
    tables = schema_editor.connection.introspection.table_names()
    for table, sql in aside.triggers:
        if table in tables:
            schema_editor.execute(sql, params=None)
    for table, number in aside.numbers:
        if table in tables:
            _go_on_after(schema_editor, table, number)


def _go_on_after(schema_editor, table: str, number: int) -> None:
    """Let no number be given again that was given, or skipped by a restore, before."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sqlite_sequence SET seq = MAX(seq, %s) WHERE name = %s", [number, table]
        )
        if not cursor.rowcount:  # an empty table made anew has none
            cursor.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number]
            )
