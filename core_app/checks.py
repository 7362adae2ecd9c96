"""Checks before the first request: a wrong deploy stops with a sentence that names the fix.

`manage.py check` runs those about settings, `manage.py check --deploy` those that ask the database
as well; a server runs all of them before it answers anybody (`refuse_unsafe_start`).
"""

import logging
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from core_app import written_for
from core_app.folders import trouble_using, trouble_writing, way_out

log = logging.getLogger(__name__)

SECRET_LENGTH = 50  # characters
SECRET_CHARACTERS = 10  # different ones: a random secret has more, whatever alphabet it is in
CLOCK_TOLERANCE = timedelta(minutes=5)
DATABASE_CLOCK_TOLERANCE = timedelta(minutes=1)


def refuse_unsafe_start() -> None:
    """Stop a server that would run unsafely; what is only unwise goes to the log.

    A database that cannot be asked stops nothing: the shop opens and waits for it.
    Raises ImproperlyConfigured with the sentence that names the fix.
    """
    for check in (*ABOUT_SETTINGS, *ABOUT_DATA):
        for found in check(None):
            sentence = f"{found.id}: {found.msg} {found.hint}"
            if isinstance(found, Error):
                raise ImproperlyConfigured(sentence)
            log.warning(sentence)


def secret_is_given(app_configs, **kwargs) -> list[CheckMessage]:
    """pos.E001: whoever guesses the secret signs tokens and sessions in anybody's name."""
    command = 'python3 -c "import secrets; print(secrets.token_urlsafe(64))"'
    hint = f"Set SECRET_KEY, for example to what this prints: {command}"
    if len(settings.SECRET_KEY) < SECRET_LENGTH:
        message = f"SECRET_KEY is missing or shorter than {SECRET_LENGTH} characters."
        return [Error(message, hint=hint, id="pos.E001")]
    if len(set(settings.SECRET_KEY)) < SECRET_CHARACTERS:
        message = f"SECRET_KEY has fewer than {SECRET_CHARACTERS} different characters."
        return [Error(message, hint=hint, id="pos.E001")]
    return []


def hosts_are_named(app_configs, **kwargs) -> list[CheckMessage]:
    """pos.E012: with `*`, another website's name that leads here is taken for the shop's own.

    Its pages then read and send what they like, past every check of where a request came from
    (DNS rebinding), and links are written as the caller says.
    """
    if not (settings.REACHABLE and "*" in settings.ALLOWED_HOSTS):
        return []
    message = "ALLOWED_HOSTS=* answers to any name."
    hint = "List the names that tablets open: ALLOWED_HOSTS=192.168.1.10,pos.lan"
    return [Error(message, hint=hint, id="pos.E012")]


def demo_is_not_reachable_from_outside(app_configs, **kwargs) -> list[CheckMessage]:
    """pos.E002: what a demo's accounts sell is nobody's, and their password is published."""
    if not (settings.DEMO and settings.REACHABLE):
        return []
    message = "The demo can be reached by other devices."
    hint = "Leave DEMO out, or set DEMO=0; a demo has HOST, ALLOWED_HOSTS and HTTPS left out."
    return [Error(message, hint=hint, id="pos.E002")]


def debug_is_off_in_a_shop(app_configs, **kwargs) -> list[CheckMessage]:
    """pos.E004: with DEBUG on, an error page shows settings and data to whoever meets it."""
    if not settings.DEBUG or (settings.EMBEDDED and not settings.REACHABLE):
        return []
    message = "DEBUG is on in a shop that sells or listens beyond this machine."
    return [Error(message, hint="Leave DEBUG out, or set DEBUG=0.", id="pos.E004")]


def sqlite_has_one_process(app_configs, **kwargs) -> list[CheckMessage]:
    """pos.E005: several processes were asked for, and the database they need was not named.

    Most often DATABASE_URL is missing or misspelt, and the shop would sell into a file.
    """
    wanted = os.environ.get("WEB_CONCURRENCY", "1")
    if not settings.EMBEDDED or wanted == "1":
        return []
    message = f"WEB_CONCURRENCY={wanted}, but SQLite is served by one process."
    hint = "Set DATABASE_URL to the shop's PostgreSQL, or leave WEB_CONCURRENCY out."
    return [Error(message, hint=hint, id="pos.E005")]


def outside_means_https(app_configs, **kwargs) -> list[CheckMessage]:
    """pos.E006, pos.W006: passwords and sessions would cross the network in clear.

    A shop on PostgreSQL must say that it wants that; a trial of the embedded shop is only told.
    """
    if settings.HTTPS or settings.PLAIN_HTTP or not settings.REACHABLE:
        return []
    message = "Other devices may come in without HTTPS."
    hint = (
        "Put Caddy in front (docs/operations.md) and set HTTPS=1; a shop that knowingly stays "
        "on plain HTTP sets PLAIN_HTTP=1."
    )
    if settings.EMBEDDED:
        return [Warning(message, hint=hint, id="pos.W006")]
    return [Error(message, hint=hint, id="pos.E006")]


def folders_can_be_written(app_configs, **kwargs) -> list[CheckMessage]:
    """pos.E007: the shop keeps its secret, its SQLite file and its collected files there."""
    folders = [settings.VAR_DIR, settings.STATIC_ROOT]
    found = [
        _not_ours(folder, f"Nothing can be written into {folder} ({trouble}).")
        for folder in folders
        if (trouble := trouble_writing(folder))
    ]
    return found or [
        _not_ours(file, f"The file {file} cannot be read and written ({trouble}).")
        for file in _files_of_the_shop()
        if (trouble := trouble_using(file))
    ]


def _files_of_the_shop() -> list[Path]:
    """Return the files that must be this account's, wherever they may be there already."""
    static = settings.STATIC_ROOT
    files = [static.with_name(static.name + ".stamp"), *static.glob("*")]
    if not settings.EMBEDDED:
        return files
    database = str(settings.DATABASES["default"]["NAME"])
    own = ["secret_key", "serving.lock"]
    # Of the backups only whose they are: their disk may be full, and the shop sells on.
    return [
        *(settings.VAR_DIR / name for name in own),
        *(Path(database + suffix) for suffix in ("", "-wal", "-shm", "-journal")),
        settings.BACKUP_DIR,
        settings.BACKUP_DIR / ".lock",
        *files,
    ]


def _not_ours(path: Path, message: str) -> CheckMessage:
    whole = settings.VAR_DIR if path.is_relative_to(settings.VAR_DIR) else path
    return Error(message, hint=way_out(whole), id="pos.E007")


def migrations_are_applied(app_configs, **kwargs) -> list[CheckMessage]:
    """pos.E008: the code is newer than the tables. pos.W008: the database is away.

    The latter stops nothing: a shop that is open again when the database is back beats none.
    """
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, InterfaceError) as error:
        message = f"The database could not be asked: {error}."
        return [Warning(message, hint="See docs/operations.md, “Database away”.", id="pos.W008")]
    if not pending:
        return []
    names = ", ".join(f"{migration.app_label}.{migration.name}" for migration, _ in pending[:3])
    message = f"{len(pending)} migrations are not applied, the first of them: {names}."
    return [Error(message, hint="Run: .venv/bin/python manage.py migrate", id="pos.E008")]


def tables_are_not_newer(app_configs, **kwargs) -> list[CheckMessage]:
    """pos.E011: another release has moved the tables on, or a migration was broken off."""
    try:
        applied, mark = written_for.applied(connection), written_for.who_may_write(connection)
    except (DatabaseError, InterfaceError):
        return []  # the check before this one has said so
    if unknown := sorted(applied - written_for.known()):
        names = ", ".join(".".join(each) for each in unknown[:3])
        message = f"The tables are a newer release's: {names}."
        hint = "Start that release, or go back as docs/operations.md says, “Update and roll back”."
        return [Error(message, hint=hint, id="pos.E011")]
    if applied != written_for.known() or mark == written_for.of_program():
        return []
    message = "No program may write into these tables: a migration did not come to its end."
    return [Error(message, hint="Run: .venv/bin/python manage.py migrate", id="pos.E011")]


def clock_is_right(app_configs, **kwargs) -> list[CheckMessage]:
    """pos.E009: orders would be dated wrongly, and sessions and tokens end too early or never."""
    if settings.IGNORE_CLOCK:
        return []
    now = timezone.now()
    try:
        doubts = [*_before_what_stands(now), *_against_the_database(now)]
    except (DatabaseError, InterfaceError):
        return []  # away, or not migrated yet: the check before this one has said so
    hint = (
        "Set the clock (timedatectl set-ntp true). If the clock is right and the rows are wrong, "
        "start with IGNORE_CLOCK=1."
    )
    return [Error(f"The clock is off: {doubt}", hint=hint, id="pos.E009") for doubt in doubts]


def _before_what_stands(now: datetime) -> list[str]:
    """Tell whether files of the shop or the newest line of its audit log come from the future."""
    # By name: wsgi.py imports this module before there are any models.
    audit_log = apps.get_model("core_app", "AuditEvent").objects
    newest = audit_log.order_by("-pk").values_list("created_at", flat=True).first()
    installed = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
    stands = {"the shop was installed at": installed, "the audit log's newest line is of": newest}
    return [
        f"it says {now:%Y-%m-%d %H:%M} UTC, but {what} {moment:%Y-%m-%d %H:%M} UTC."
        for what, moment in stands.items()
        if moment is not None and moment - now > CLOCK_TOLERANCE
    ]


def _against_the_database(now: datetime) -> list[str]:
    """Compare with PostgreSQL's clock; SQLite has none of its own."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (theirs,) = cursor.fetchone()
    if abs(theirs - now) <= DATABASE_CLOCK_TOLERANCE:
        return []
    return [f"it says {now:%H:%M:%S} UTC, the database server says {theirs:%H:%M:%S} UTC."]


ABOUT_SETTINGS = (
    secret_is_given,
    hosts_are_named,
    demo_is_not_reachable_from_outside,
    debug_is_off_in_a_shop,
    sqlite_has_one_process,
    outside_means_https,
    folders_can_be_written,
)
ABOUT_DATA = [migrations_are_applied, tables_are_not_newer, clock_is_right]

for _check in ABOUT_SETTINGS:
    register(_check, Tags.security)
# Only with --deploy: `migrate` runs the other checks first, and must not be stopped by this one.
for _check in ABOUT_DATA:
    register(_check, Tags.database, deploy=True)


def also_ask(check: Callable[..., list[CheckMessage]]) -> None:
    """Add a check about data that an app further up knows how to ask."""
    if check not in ABOUT_DATA:
        ABOUT_DATA.append(check)
        register(check, Tags.database, deploy=True)
