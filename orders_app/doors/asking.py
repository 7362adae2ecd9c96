"""What a form or a file asks for, in the shape that the API takes."""

from typing import Any

from pydantic import ValidationError

from core_app.errors import PosError, ValidationFailed
from http_app.validation_messages import thai_fields
from orders_app.commands.declaration import Command
from orders_app.commands.shapes import CommandIn


def asked_of(command: Command, fields: dict[str, Any]) -> CommandIn:
    """Return the request of a command. Raises ValidationFailed as the API would."""
    try:
        return command.asks.model_validate(fields)
    except ValidationError as error:
        raise ValidationFailed(fields=complaints(error)) from error


def sentence_of(error: PosError) -> str:
    """Return what to show of a refusal: what is wrong with the first field, if it is about one."""
    fields = error.details.get("fields", {})
    return next(iter(fields.values()), error.message)


def complaints(error: ValidationError) -> dict[str, str]:
    """Return {'items.0.qty': sentence}, as the JSON API names them."""
    found = error.errors()
    return thai_fields([each | {"loc": ("body", "payload", *each["loc"])} for each in found])
