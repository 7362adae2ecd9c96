"""The shop's gunicorn worker: the stock one with threads, which shuts its door when told to stop.

The stock worker keeps its listening socket until the last request in flight is answered, up to
30 s. The system goes on taking callers on it meanwhile, whom nobody will answer: they hang, and are
cut off at the end. With the door shut they are refused at once, and a proxy asks elsewhere.
Nothing here imports Django: the master process loads this module and must stay small.
"""

from gunicorn.workers.gthread import ThreadWorker

MOST_WAITING = 64  # callers: more never stand in one worker's doorway


class DoorShuttingWorker(ThreadWorker):
    """Serves with threads; stops by shutting the door first."""

    def set_accept_enabled(self, enabled: bool) -> None:
        """As the stock worker; told to stop, take in who stands in the doorway, then shut it."""
        super().set_accept_enabled(enabled)
        if enabled or self.alive:
            return
        for listener in self.sockets:
            self._take_in_who_waits(listener)
            listener.close()

    def _take_in_who_waits(self, listener) -> None:
        """Take callers whom the system has let in already: they would be cut off."""
        for _ in range(MOST_WAITING):
            before = self.nr_conns
            self.accept(listener)
            if self.nr_conns == before:
                return
