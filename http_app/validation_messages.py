"""Thai sentences for what a schema refused, field by field."""

from typing import Any

_BY_TYPE = {
    "missing": "ต้องระบุค่านี้",
    "extra_forbidden": "ไม่รู้จักช่องนี้",
    "int_type": "ต้องเป็นตัวเลขจำนวนเต็ม",
    "int_parsing": "ต้องเป็นตัวเลขจำนวนเต็ม",
    "int_from_float": "ต้องเป็นตัวเลขจำนวนเต็ม",
    "string_type": "ต้องเป็นข้อความ",
    "list_type": "ต้องเป็นรายการ",
    "model_type": "ต้องเป็นกลุ่มข้อมูล (object)",
    "model_attributes_type": "ต้องเป็นกลุ่มข้อมูล (object)",
    "dict_type": "ต้องเป็นกลุ่มข้อมูล (object)",
}
_WITH_LIMIT = {
    "greater_than_equal": ("ge", "ต้องไม่น้อยกว่า {}"),
    "less_than_equal": ("le", "ต้องไม่เกิน {}"),
    "string_too_short": ("min_length", "ต้องมีอย่างน้อย {} ตัวอักษร"),
    "string_too_long": ("max_length", "ต้องไม่เกิน {} ตัวอักษร"),
    "too_short": ("min_length", "ต้องมีอย่างน้อย {} รายการ"),
    "too_long": ("max_length", "ต้องไม่เกิน {} รายการ"),
    "literal_error": ("expected", "ต้องเป็นค่าใดค่าหนึ่งใน {}"),
}
_PARTS_BEFORE_FIELD = 2  # ('body', 'payload', 'items', 0, 'qty')
_OTHERWISE = "ค่าไม่ถูกต้อง"


def thai_fields(errors: list[dict[str, Any]]) -> dict[str, str]:
    """Return {'items.0.qty': sentence} for pydantic's `errors` as django-ninja reports them."""
    return {_name(error["loc"]): _sentence(error) for error in errors}


def _name(location: tuple) -> str:
    """Drop where ninja found it ('body', and the parameter's name) and keep the field's path."""
    parts = location[_PARTS_BEFORE_FIELD:] if location[0] == "body" else location[1:]
    return ".".join(str(part) for part in parts) or str(location[-1])


def _sentence(error: dict[str, Any]) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "value_error":  # raised by our own validators, already Thai
        return str(context["error"])
    if kind in _WITH_LIMIT:
        name, sentence = _WITH_LIMIT[kind]
        return sentence.format(context[name])
    return _BY_TYPE.get(kind, _OTHERWISE)
