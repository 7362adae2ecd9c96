"""What the page of what is sold out posts."""

from typing import Any

from django import forms

from core_app.fields import LARGEST_ID
from core_app.idempotency import KEY_LENGTH
from menu_app.limits import MOST_PORTIONS, Deed

_BROKEN = "หน้านี้ไม่สมบูรณ์ กรุณาเปิดหน้านี้ใหม่แล้วลองอีกครั้ง"
_NO_COUNT = f"จำนวนที่เหลือต้องเป็นจำนวนเต็ม 0 ถึง {MOST_PORTIONS}"


class LimitForm(forms.Form):
    """One dish, what somebody says of it, and the page's key; `portions` is asked for COUNT."""

    key = forms.CharField(max_length=KEY_LENGTH)
    dish = forms.IntegerField(min_value=1, max_value=LARGEST_ID)
    deed = forms.ChoiceField(choices=[(deed, deed) for deed in Deed])
    portions = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=MOST_PORTIONS,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _NO_COUNT),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a count where there is one to write, and drop it where not."""
        cleaned = super().clean()
        if cleaned.get("deed") != Deed.COUNT:
            return cleaned | {"portions": None}
        if cleaned.get("portions") is None and "portions" not in self.errors:
            self.add_error("portions", _NO_COUNT)
        return cleaned

    @property
    def complaint(self) -> str:
        """The sentence to show of what is wrong."""
        return self.errors["portions"][0] if "portions" in self.errors else _BROKEN
