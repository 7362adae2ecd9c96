"""What every page knows about the shop."""

from django.conf import settings

from core_app.places import Places


def shop(request) -> dict:
    """Template context: the shop's name, whether this is a demo (every page says so), places."""
    return {
        "restaurant_name": settings.RESTAURANT_NAME,
        "demo": settings.DEMO,
        "places": Places(),
    }
