"""What every page knows about whoever is logged in."""

from django.http import HttpRequest

from staff_app.authorship import author_word


def author(request: HttpRequest) -> dict[str, str]:
    """Template context: the signed word that acts tapped on this page carry."""
    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    return {"author_word": author_word(user) if known else ""}
