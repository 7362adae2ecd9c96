"""Checks before the first request: a wrong deploy stops with a sentence that names the fix."""

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured


def refuse_unsafe_start() -> None:
    """Stop a server that would run unsafely. Commands run all checks; a server runs only these.

    Raises ImproperlyConfigured with the sentence that names the fix.
    """
    for check in (secret_is_given, demo_is_not_reachable_from_outside):
        for error in check(None):
            raise ImproperlyConfigured(f"{error.id}: {error.msg} {error.hint}")


@register(Tags.security)
def secret_is_given(app_configs, **kwargs) -> list[Error]:
    """pos.E001: a shop with DATABASE_URL must bring its own long secret."""
    if len(settings.SECRET_KEY) >= 50:
        return []
    command = 'python -c "import secrets; print(secrets.token_urlsafe(64))"'
    hint = f"Set SECRET_KEY, for example to what this prints: {command}"
    return [Error("SECRET_KEY is missing or shorter than 50 characters.", hint=hint, id="pos.E001")]


@register(Tags.security)
def demo_is_not_reachable_from_outside(app_configs, **kwargs) -> list[Error]:
    """pos.E002: demo accounts have a published password."""
    if not settings.DEMO or settings.ON_LOOPBACK or settings.DEMO_PASSWORD != "demo1234":
        return []
    hint = "Set DEMO=0, or give the demo its own DEMO_PASSWORD."
    return [Error("The demo listens beyond this machine.", hint=hint, id="pos.E002")]
