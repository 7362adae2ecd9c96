"""`make run`: bring the database and the static files up to date, then become gunicorn."""

import contextlib
import errno
import fcntl
import hashlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shlex import quote

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection, connections

from core_app import written_for
from core_app.checks import refuse_unsafe_start
from http_app.reach import is_this_machine
from operations_app.backups import BackupTrouble, before_update, shop, sqlite_copies

GUNICORN = ("-m", "gunicorn", "-c", "pos_project/gunicorn_conf.py", "pos_project.wsgi:application")
COPIED = """\
สำรองก่อนเปลี่ยนรุ่นแล้ว / Copied before the update:  {file}
ย้อนกลับ: หยุดร้าน แล้วใช้โปรแกรมรุ่นเดิมสั่ง / To go back, stop, and with the former release:
  VAR_DIR={var} BACKUP_DIR={folder} \
.venv/bin/python manage.py restore --into {var} --replace --label {label}"""
NOT_COPIED = "ยังไม่ได้เปลี่ยนรุ่นและยังไม่เปิดร้าน / Nothing was changed, the shop is not open: {trouble}"
STARTING = "Another start is bringing this shop up to date: look at that one, or try again."
ANY_ADDRESS = ("0.0.0.0", "::")


class Command(BaseCommand):
    """Everything between a fresh clone and a shop that sells."""

    help = "Migrate, collect static files, load the demo if wanted, and serve with gunicorn."

    def handle(self, *args, **options):
        """Prepare and then never return: gunicorn takes over this very process."""
        host, port = settings.HOST, whole_number("PORT", default="8000", highest=65535)
        whole_number("WEB_CONCURRENCY", default="3", highest=1000)  # gunicorn would not say it well
        # Before anything is written: a second start beside a running shop must not migrate it.
        refuse_taken_address(host, port)
        with alone_in(settings.VAR_DIR):
            self.prepare_data()
        refuse_unsafe_start()  # here it is one sentence, and nobody was told that the shop is open
        collect_static(settings.STATIC_ROOT)
        for line in greeting(host, port):
            self.stdout.write(line)
        if shop.is_embedded():
            start_beside("keep_backups")
            start_beside("keep_printing", "--with-server")
        self.become_gunicorn()

    def prepare_data(self):
        """Bring the tables up to date and, where a demo is wanted, fill an empty database."""
        try:
            if shop.is_embedded() and before_update.is_due():
                self.copy_before_update()
            with signals_wait():
                call_command("migrate", interactive=False, verbosity=0)
        except OperationalError as error:
            raise CommandError(f"The database did not let us in: {error}") from error
        if settings.DEMO:
            call_command("load_demo", "--if-empty", stdout=self.stdout)

    def copy_before_update(self):
        """Copy the database before a new release moves its tables, and say how to go back.

        Raises CommandError when there is no copy; then nothing was moved.
        """
        file, folder = shop.database_file(), settings.BACKUP_DIR
        try:
            copy = before_update.take(file, folder, tables=written_for.of_database(connection))
        except BackupTrouble as trouble:
            raise CommandError(NOT_COPIED.format(trouble=trouble)) from trouble
        name = sqlite_copies.data_file(folder, copy.label)
        places = {"var": quote(str(settings.VAR_DIR)), "folder": quote(str(folder))}
        self.stdout.write(COPIED.format(file=name, label=copy.label, **places))

    def become_gunicorn(self):
        """Replace this process, so that signals reach gunicorn without anyone in between."""
        connections.close_all()
        os.environ.pop("POS_COMMAND", None)  # what follows serves guests, and has their limits
        os.chdir(settings.BASE_DIR)
        sys.stdout.flush()
        sys.stderr.flush()
        os.execv(sys.executable, (sys.executable, *GUNICORN))


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep a second start out: of the same migration both would do, Django knows nothing.

    Raises CommandError.
    """
    place = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(STARTING) from None
        yield
    finally:
        os.close(place)


@contextlib.contextmanager
def signals_wait() -> Iterator[None]:
    """Let Ctrl+C and SIGTERM take effect only after the block.

    Django commits some tables before it notes the migration that made them: a start that ended
    in between found its own tables in the way at every later one.
    """
    came: list[int] = []
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, lambda had, _: came.append(had)) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    for number in came[:1]:
        signal.raise_signal(number)


def start_beside(*command: str) -> None:
    """Start a process of the shop's own (backups, printing) that ends with the server.

    gunicorn and its workers inherit the pipe's end for writing; see with_server. The new process
    is born deaf to Ctrl+C, which a terminal sends to all: it ends after the server, not with it.
    """
    its_end, our_end = os.pipe()
    os.set_inheritable(our_end, True)
    program = (sys.executable, str(settings.BASE_DIR / "manage.py"), *command)
    hearing = signal.signal(signal.SIGINT, signal.SIG_IGN)
    subprocess.Popen(program, stdin=its_end, cwd=settings.BASE_DIR)
    signal.signal(signal.SIGINT, hearing)
    os.close(its_end)


def whole_number(name: str, *, default: str, highest: int) -> int:
    """Return the number that an environment variable holds, or stop with a sentence."""
    text = os.environ.get(name, default)
    if text.isascii() and text.isdecimal() and 1 <= int(text) <= highest:
        return int(text)
    raise CommandError(f"{name} must be a whole number from 1 to {highest}, not {text!r}.")


def refuse_taken_address(host: str, port: int) -> None:
    """Stop with a sentence when gunicorn could not listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        raise CommandError(address_trouble(host, port, error)) from error


def address_trouble(host: str, port: int, error: OSError) -> str:
    """Return the sentence that says why `host:port` cannot be used and what to do."""
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is already in use: stop that program or choose another PORT."
    if error.errno == errno.EACCES:
        return f"Port {port} on {host} needs root: choose a PORT from 1024 up."
    return f"HOST {host!r} is no address of this machine: leave it out to listen on 127.0.0.1."


def collect_static(static_root: Path) -> bool:
    """Collect static files unless the same files were collected before; tell whether it did.

    Compressing and hashing takes seconds, comparing sizes and times takes milliseconds.
    """
    stamp = static_root.with_name(static_root.name + ".stamp")
    wanted = static_fingerprint()
    if stamp.exists() and stamp.read_text() == wanted and any(static_root.iterdir()):
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(wanted)
    return True


def static_fingerprint() -> str:
    """Return a sum over name, size and time of every static file and the way they are stored."""
    total = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list(ignore_patterns=[]):
            state = os.stat(storage.path(name))
            total.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return total.hexdigest()


def greeting(host: str, port: int) -> list[str]:
    """Return the lines that tell the owner where the shop is and who may log in."""
    shown = "127.0.0.1" if host in ANY_ADDRESS else f"[{host}]" if ":" in host else host
    lines = [f"เปิดร้านแล้วที่ / The shop is open at  http://{shown}:{port}"]
    if host in ANY_ADDRESS and not settings.HTTPS:  # a proxy's address is the proxy's to tell
        names = [
            name
            for name in settings.ALLOWED_HOSTS
            if not is_this_machine(name) and not name.startswith((".", "*"))
        ]
        lines += [f"เครื่องอื่นเปิด / Other devices open  http://{name}:{port}" for name in names]
    if settings.DEMO:
        lines.append(f"บัญชีสาธิต / Demo accounts, รหัสผ่าน / password: {shown_password()}")
        lines += [f"  {name:<12}{shown} / {role}" for name, shown, role in settings.DEMO_ACCOUNTS]
    return [*lines, "หยุดด้วย / Stop with  Ctrl+C"]


def shown_password() -> str:
    """Return the published demo password, but never one that somebody chose: logs are read."""
    chosen = bool(os.environ.get("DEMO_PASSWORD"))
    return "ตามที่ตั้งใน / as set in DEMO_PASSWORD" if chosen else settings.DEMO_PASSWORD
