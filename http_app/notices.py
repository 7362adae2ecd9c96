"""What a page says once, after the button before it: kept in a cookie until it was said."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class _NoticeCookie(CookieStorage):
    """Django's, under a name from the settings."""

    cookie_name = settings.MESSAGE_COOKIE_NAME


class NoticeStorage(FallbackStorage):
    """Django's: the cookie, and what does not fit into it in the session."""

    storage_classes = (_NoticeCookie, SessionStorage)
