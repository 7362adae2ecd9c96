"""gunicorn's own lines, in the form of all the others."""

import os

from gunicorn.glogging import Logger

from core_app.logs import FORMATTERS, LineFormatter, RequestIdFilter


class ShopLogger(Logger):
    """gunicorn's logger with the shop's formatter; loaded by its master, which knows no Django."""

    def setup(self, cfg) -> None:
        """Make gunicorn's handlers, then let them write as LOG_FORMAT says.

        A wrong LOG_FORMAT is told by the settings, in a sentence, when the first worker starts.
        """
        super().setup(cfg)
        formatter = FORMATTERS.get(os.environ.get("LOG_FORMAT", ""), LineFormatter)()
        for handler in (*self.error_log.handlers, *self.access_log.handlers):
            handler.setFormatter(formatter)
            handler.addFilter(RequestIdFilter())
