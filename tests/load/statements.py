"""How many statements PostgreSQL was sent, as its own extension pg_stat_statements counts them."""

from collections import Counter

import psycopg

OPTIONS = ("shared_preload_libraries=pg_stat_statements",)
COUNT = """
    SELECT COALESCE(SUM(calls) FILTER (WHERE NOT inside), 0)::int,
           COALESCE(SUM(calls) FILTER (WHERE inside), 0)::int
    FROM (
        SELECT calls, NOT toplevel OR query LIKE %(foreign_key)s AS inside
        FROM pg_stat_statements JOIN pg_database ON pg_database.oid = dbid
        WHERE datname = %(database)s
    ) seen
"""
# A foreign key that waits for COMMIT is looked up at top level, though nobody sent that.
FOREIGN_KEY = "SELECT % FROM ONLY % FOR KEY SHARE OF x"


class StatementCounter:
    """Counts what one database is sent, BEGIN and COMMIT too, and what it asks itself meanwhile.

    The latter are foreign keys and triggers. It looks from another database, so as not to count
    itself. A pool's question whether a line still stands is an empty one, which nobody counts.
    """

    def __init__(self, url: str, database: str):
        self.connection = psycopg.connect(f"{url.rpartition('/')[0]}/postgres", autocommit=True)
        self.connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        self.database = database
        self.sent, self.inside = Counter(), Counter()
        self.seen = self._now()

    def __enter__(self) -> "StatementCounter":
        return self

    def __exit__(self, *exc_info) -> None:
        self.connection.close()

    def note(self, command: str) -> None:
        """Put what came since the last note down to `command`."""
        now = self._now()
        self.sent[command] += now[0] - self.seen[0]
        self.inside[command] += now[1] - self.seen[1]
        self.seen = now

    def of(self, command: str, times: int) -> tuple[float, float]:
        """Return what one of so many commands sent, and what was asked inside meanwhile."""
        return self.sent[command] / times, self.inside[command] / times

    def forget(self) -> None:
        """Start again with nothing."""
        self.sent.clear()
        self.inside.clear()
        self.seen = self._now()

    def _now(self) -> tuple[int, int]:
        names = {"database": self.database, "foreign_key": FOREIGN_KEY}
        return self.connection.execute(COUNT, names).fetchone()


def count_statements(url: str, *, track: str) -> None:
    """Let the server count `all` statements, or `none`: then it works as it is delivered."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"ALTER SYSTEM SET pg_stat_statements.track = '{track}'")
        connection.execute("SELECT pg_reload_conf()")
