"""Shapes of the tables' answers."""

from pydantic import BaseModel


class TableOut(BaseModel):
    """A table and whether guests sit at it."""

    id: int
    name: str
    status: str


class TablesOut(BaseModel):
    """All tables in use."""

    tables: list[TableOut]
