"""`manage.py load_demo`: fill the shop with the demo restaurant."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations_app.demo import load_demo


class Command(BaseCommand):
    """Load the demo restaurant; harmless when run again."""

    help = "Load the demo restaurant: 12 tables, 30 dishes and three accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the one option."""
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="do nothing in a shop that has staff, tables or dishes",
        )

    def handle(self, *args, **options) -> None:
        """Refuse where the demo was not asked for: its accounts have a published password."""
        if not settings.DEMO:
            raise CommandError("The demo is off: set DEMO=1 to load it.")
        for line in load_demo(only_if_empty=options["if_empty"]):
            self.stdout.write(line)
