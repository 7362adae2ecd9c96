"""Every operation of the JSON API, read from its OpenAPI: a new endpoint cannot be forgotten."""

import re
from dataclasses import dataclass

from pos_project.api import api

SCHEMA = api.get_openapi_schema(path_prefix="")
OPEN_TO_ALL = {("post", "/auth/login")}
_METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Operation:
    """A method on a path, and what OpenAPI says about it."""

    method: str
    path: str

    def __str__(self):
        return f"{self.method} {self.path}"

    @property
    def declared(self) -> dict:
        return SCHEMA["paths"][self.path][self.method]

    @property
    def address(self) -> str:
        """The path with ids filled in."""
        return re.sub(r"\{[^}]+\}", "1", self.path)


OPERATIONS = [
    Operation(method, path)
    for path, methods in SCHEMA["paths"].items()
    for method in methods
    if method in _METHODS
]
CLOSED = [op for op in OPERATIONS if (op.method, op.path) not in OPEN_TO_ALL]
NO_OPERATION = [
    Operation(method, path)
    for path, methods in SCHEMA["paths"].items()
    for method in (*_METHODS, "options", "trace")
    if method not in methods
]
