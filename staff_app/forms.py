"""The log-in form."""

from django import forms


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
