"""`manage.py keep_printing`: bring what waits for printers to paper, as long as the shop is open.

`manage.py serve` starts it beside the embedded shop, with a pipe to hear when that is gone; where
PostgreSQL has the data it is a service of its own (deploy/).
"""

import fcntl
import os
import signal
import threading

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from operations_app import taken_back
from operations_app.management.with_server import kept, when_server_is_gone
from operations_app.printing.worker import Worker

ANOTHER = (
    "มีตัวพิมพ์ทำงานอยู่แล้วบนเครื่องนี้ ไม่ต้องเปิดซ้ำ"
    " / Another print worker runs on this machine: one is enough."
)


class Command(BaseCommand):
    """One worker for all printers; ends by SIGTERM, or with the server that started it."""

    help = "พิมพ์งานที่รอเครื่องพิมพ์ตราบที่ร้านเปิดอยู่ (ร้านแบบฝังตัว คำสั่ง serve เรียกใช้เอง)"

    def add_arguments(self, parser):
        parser.add_argument(
            "--with-server",
            action="store_true",
            help="จบเมื่อเซิร์ฟเวอร์ที่เรียกใช้จบ (คำสั่ง serve ใช้เอง)",
        )

    def handle(self, *args, **options):
        if options["with_server"]:
            kept(print_with_server)
            return
        worker = Worker()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop.set())
        print_alone(worker, wait=False)


def print_with_server() -> None:
    """Print until the server is gone; deaf to Ctrl+C, which its server hears."""
    worker = Worker()
    signal.signal(signal.SIGTERM, lambda *_: worker.stop.set())
    threading.Thread(target=when_server_is_gone, args=[worker.stop.set], daemon=True).start()
    print_alone(worker, wait=True)


def print_alone(worker: Worker, *, wait: bool) -> None:
    """Print as this machine's only worker. Raises CommandError where there is one, unless it is to
    be waited for."""
    place = alone(wait=wait, stop=worker.stop)
    taken_back.look()  # before what an old copy brought back is printed again
    worker.run()
    os.close(place)


def alone(*, wait: bool, stop: threading.Event) -> int:
    """Hold the place of this machine's only print worker; `wait` for the one before, which finishes
    what it is sending when its server ends. Raises CommandError."""
    place = os.open(settings.VAR_DIR / "printing.lock", os.O_RDWR | os.O_CREAT, 0o600)
    while True:
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not wait:
                raise CommandError(ANOTHER) from None
            if stop.wait(1):
                return place
        else:
            return place
