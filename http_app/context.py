"""What every page knows about the shop."""

from django.conf import settings


def shop(request) -> dict:
    """Template context: the shop's name, and whether this is a demo (then every page says so)."""
    return {"restaurant_name": settings.RESTAURANT_NAME, "demo": settings.DEMO}
