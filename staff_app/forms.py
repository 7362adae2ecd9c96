"""The log-in form, and the one for a manager's PIN."""

from django import forms

from staff_app.pins import LENGTH, digits, ensure_good


class LoginForm(forms.Form):
    """Name and password, typed on a till."""

    username = forms.CharField(
        label="ชื่อผู้ใช้",
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
        error_messages={"required": "กรุณากรอกชื่อผู้ใช้"},
    )
    password = forms.CharField(
        label="รหัสผ่าน",
        max_length=1024,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "กรุณากรอกรหัสผ่าน"},
    )


def _pin_field(label: str) -> forms.CharField:
    typed = {"inputmode": "numeric", "autocomplete": "off", "maxlength": 2 * LENGTH}
    return forms.CharField(
        label=label,
        max_length=2 * LENGTH,
        widget=forms.PasswordInput(attrs=typed),
        error_messages={"required": f"กรุณาใส่ PIN {LENGTH} หลัก"},
    )


class PinForm(forms.Form):
    """A new PIN, typed twice."""

    pin1 = _pin_field("PIN ใหม่")
    pin2 = _pin_field("อีกครั้ง")

    def clean_pin1(self) -> str:
        """Return plain digits. Raises ValidationError for what everybody would guess."""
        pin = digits(self.cleaned_data["pin1"])
        ensure_good(pin)
        return pin

    def clean_pin2(self) -> str:
        """Raises ValidationError when the two differ."""
        pin = digits(self.cleaned_data["pin2"])
        if "pin1" in self.cleaned_data and pin != self.cleaned_data["pin1"]:
            raise forms.ValidationError("PIN ทั้งสองช่องไม่ตรงกัน")
        return pin
