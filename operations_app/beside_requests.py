"""Work that is done now and then while guests are served, and that none of them waits for."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connection

from core_app import metrics


@dataclass(eq=False)  # Django looks receivers up by their hash when DEBUG is on
class NowAndThen:
    """Every so many seconds, beginning with the first request, the first worker does `work`.

    Receiver of request_finished. A thread of its own, called `name`, does it.
    """

    name: str
    every: float
    work: Callable[[], None]
    due: float = field(default=0.0, init=False)

    def __call__(self, **signal) -> None:
        if metrics.WORKER != "0" or time.monotonic() < self.due:
            return
        self.due = time.monotonic() + self.every
        threading.Thread(target=self._do, name=self.name, daemon=True).start()

    def _do(self) -> None:
        try:
            self.work()
        finally:
            connection.close()
