"""The first password anybody tries is the account's own name."""

from django.contrib.auth.password_validation import UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError

from staff_app.models import User

_SENTENCE = "รหัสผ่านต้องไม่ขึ้นต้นด้วยหรือคล้ายกับชื่อของบัญชี กรุณาตั้งรหัสอื่น"
_SHORTEST = 3  # characters: many a password begins with the one letter of a short name


class OwnNameValidator(UserAttributeSimilarityValidator):
    """Refuses a password like the account's names, or that begins with one.

    Django's likeness alone takes "cashier" followed by as many digits again.
    """

    def __init__(self):
        super().__init__(user_attributes=("username", "display_name"))

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError."""
        # A form whose name was refused brings an account without one.
        names = [user.username or "", user.display_name or ""] if user else []
        begins_with = password.casefold().startswith
        if any(begins_with(name.casefold()) for name in names if len(name) >= _SHORTEST):
            raise ValidationError(_SENTENCE)
        try:
            super().validate(password, user)
        except ValidationError:
            raise ValidationError(_SENTENCE) from None

    def get_help_text(self) -> str:
        """Shown beside the field."""
        return "ต้องไม่ขึ้นต้นด้วยหรือคล้ายกับชื่อของบัญชี"
