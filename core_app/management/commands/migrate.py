"""`manage.py migrate`, Django's own: nobody writes while tables move, then only who fits them."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections

from core_app import written_for
from core_app.database import is_lock_timeout

_BUSY = "Somebody is in the middle of a long change. Nothing was migrated: try again."


class Command(migrate.Command):
    """Django's migrate between the closing and the opening of the database's own guard."""

    def handle(self, *args, **options):
        """Migrate; whatever becomes of it, those may write whose tables stand there now."""
        self.database = connections[options["database"]]
        if options["plan"] or options["check_unapplied"]:
            return super().handle(*args, **options)
        try:
            return super().handle(*args, **options)
        finally:
            fitting = written_for.of_database(self.database)
            if written_for.who_may_write(self.database) != fitting:
                written_for.let_in(self.database, fitting)

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
