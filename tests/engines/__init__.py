"""The real engines that tests run against: a throw-away PostgreSQL, a Chromium and its driver."""


class EngineMissing(Exception):
    """An engine is not on this machine; the text is one sentence that says what to install."""
