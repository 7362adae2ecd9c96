"""Who tapped it: a signed word that a till keeps with every act until the act is sent.

A tablet changes hands. An act waiting on it belongs to whoever was logged in when it was tapped,
whoever is logged in when it goes out.
"""

from django.core import signing

from core_app.errors import Forbidden
from staff_app.models import User

_SALT = "staff_app.authorship"


def author_word(user: User) -> str:
    """Return the signed word for `user`. It proves authorship of an act; it opens no door."""
    return signing.dumps(user.pk, salt=_SALT)


def author_behind(word: str) -> User:
    """Return the member of staff behind a signed word, however old it is.

    Raises Forbidden for a word this shop did not sign, or whose member of staff was deleted:
    that is allowed as long as they have done nothing the server knows of.
    """
    try:
        return User.objects.get(pk=signing.loads(word, salt=_SALT))
    except (signing.BadSignature, User.DoesNotExist):
        raise Forbidden("ไม่ทราบว่าใครเป็นผู้ทำรายการนี้ กรุณาแจ้งผู้จัดการ") from None
