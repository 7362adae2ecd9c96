"""`manage.py migrate`, Django's own: nobody writes while tables move, then only who fits them."""

import contextlib
from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from django.db.migrations.exceptions import IrreversibleError

from core_app import written_for
from core_app.database import is_lock_timeout

ONE_AT_A_TIME = 0x706F73  # the number of PostgreSQL's advisory lock that a migrate holds
_BUSY = "Somebody is in the middle of a long change. Nothing was migrated: try again."


class Command(migrate.Command):
    """Django's migrate between the closing and the opening of the database's own guard."""

    def handle(self, *args, **options):
        """Migrate; whatever becomes of it, those may write whose tables stand there now."""
        self.database = connections[options["database"]]
        if options["plan"] or options["check_unapplied"]:
            return super().handle(*args, **options)
        with self.alone():
            try:
                return super().handle(*args, **options)
            except IrreversibleError as error:  # with the sentence of the migration that refused
                raise CommandError(str(error)) from error
            finally:
                fitting = written_for.of_database(self.database)
                if written_for.who_may_write(self.database) != fitting:
                    written_for.let_in(self.database, fitting)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Keep a second migrate out, which would let the old release in when it fails.

        On SQLite `serve` does, by which that shop migrates. Raises CommandError.
        """
        if self.database.vendor != "postgresql":
            yield
            return
        with self.database.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [ONE_AT_A_TIME])
            if not cursor.fetchone()[0]:
                raise CommandError(_BUSY)
        try:
            yield
        finally:
            with self.database.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_AT_A_TIME])

    def migration_progress_callback(self, action: str, migration: Any = None, fake: bool = False):
        """Shut the door before a migration begins."""
        if action in ("apply_start", "unapply_start"):
            self.shut()
        super().migration_progress_callback(action, migration, fake)

    def shut(self) -> None:
        """Let nobody write, unless that is so already.

        Raises CommandError when somebody has been writing for longer than we wait.
        """
        if written_for.who_may_write(self.database) == written_for.NOBODY:
            return
        try:
            written_for.let_in(self.database, written_for.NOBODY)
        except OperationalError as error:
            if not is_lock_timeout(error):
                raise
            raise CommandError(_BUSY) from error
