"""The audit log in Thai: it holds codes, which never change; people read words.

Each app teaches the words of its own trade; down here nobody knows them. A code that nobody taught
is shown as it stands.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

_subjects: dict[str, str] = {}
_actions: dict[str, str] = {}
_details: dict[tuple[str, str], str] = {}
_values: dict[tuple[str, str], str] = {}
_device_names: list[Callable[[UUID], str]] = []


def teach(
    subject: str,
    *,
    name: str,
    actions: dict[str, str],
    details: dict[str, str],
    values: dict[str, str],
) -> None:
    """Give the Thai words for a subject, its actions (without "subject."), details and values."""
    _subjects[subject] = name
    _actions.update({f"{subject}.{action}": word for action, word in actions.items()})
    _details.update({(subject, detail): word for detail, word in details.items()})
    _values.update({(subject, value): word for value, word in values.items()})


def teach_devices(name_of: Callable[[UUID], str]) -> None:
    """Give the function that says what people call a device."""
    _device_names[:] = [name_of]


def sender_text(sender: Any, client_id: UUID | None) -> str:
    """Return 'ส่งโดย มาลี จากเครื่อง 3' of what somebody sent in another's name, else ''."""
    if sender is None:
        return ""
    device = next((name_of(client_id) for name_of in _device_names if client_id), "")
    return f"ส่งโดย {sender}" + (f" จาก{device}" if device else "")


def known_actions() -> list[tuple[str, str]]:
    """Return (code, Thai) of every action taught, each subject's together."""
    return sorted(_actions.items())


def action_word(action: str) -> str:
    """Return the Thai word for an action such as 'staff.changed'."""
    return _actions.get(action, action)


def subject_word(subject: str) -> str:
    """Return the Thai word for a subject such as 'staff'."""
    return _subjects.get(subject, subject)


def details_text(subject: str, details: dict[str, Any]) -> str:
    """Return an audit row's details as one line: 'หน้าที่: ครัว → แคชเชียร์'.

    In the order they were taught: PostgreSQL does not keep the order they were written in.
    """
    before, after = details.get("before", {}), details.get("after", {})
    told = {name: value for name, value in details.items() if name not in ("before", "after")}
    texts = {name: _value(subject, value) for name, value in (told | after).items()}
    texts |= {name: f"{_value(subject, before[name])} → {texts[name]}" for name in before}
    taught = [detail for owner, detail in _details if owner == subject]
    names = [name for name in taught if name in texts]
    names += sorted(texts.keys() - set(taught))
    return " · ".join(f"{_details.get((subject, name), name)}: {texts[name]}" for name in names)


def _value(subject: str, value: Any) -> str:
    if isinstance(value, bool):
        return "ใช่" if value else "ไม่"
    if isinstance(value, list):
        return ", ".join(_value(subject, part) for part in value)
    if value is None or value == "":
        return "-"
    return _values.get((subject, str(value)), str(value))
