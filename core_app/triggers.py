"""Rules about change, which constraints cannot express: "once final, never again".

Each rule is a BEFORE UPDATE trigger on either engine. Deleting is refused by PROTECT and, on
PostgreSQL, by a trigger too; SQLite's test and flush commands empty tables by DELETE, so there the
trigger would forbid an empty shop to be emptied.
"""

from dataclasses import dataclass

from django.db import migrations


@dataclass(frozen=True)
class FrozenRows:
    """Refuse to change `columns` of rows of `table` for which `condition` (SQL on OLD) holds."""

    table: str
    columns: tuple[str, ...]
    condition: str
    message: str

    def as_operation(self) -> migrations.RunPython:
        """Return the migration step that puts the rule into the database."""
        return migrations.RunPython(self._create, self._drop)

    def _create(self, apps, schema_editor) -> None:
        for statement in self._statements(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def _drop(self, apps, schema_editor) -> None:
        on_table = f" ON {self.table}" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER {self._name}{on_table}", params=None)

    @property
    def _name(self) -> str:
        return f"frozen_{self.table}"

    def _statements(self, vendor: str) -> list[str]:
        columns = ", ".join(self.columns)
        if vendor == "sqlite":
            return [
                f"CREATE TRIGGER {self._name} BEFORE UPDATE OF {columns} ON {self.table}"
                f" WHEN {self.condition}"
                f" BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
            ]
        return [
            f"CREATE OR REPLACE FUNCTION {self._name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION '{self.message}' USING ERRCODE = 'check_violation';"
            " END $$",
            f"CREATE TRIGGER {self._name} BEFORE UPDATE OF {columns} OR DELETE ON {self.table}"
            f" FOR EACH ROW WHEN ({self.condition}) EXECUTE FUNCTION {self._name}()",
        ]
