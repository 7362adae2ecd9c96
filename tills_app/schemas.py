"""Shapes of what tills tell."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, Strict

from core_app.fields import Id, Reason


class ReportIn(BaseModel):
    """The highest act a till has numbered, and how many still wait on it."""

    model_config = ConfigDict(extra="forbid")

    till: UUID
    last_tapped: Annotated[int, Strict(), Field(ge=0, le=2**62)]
    waiting: Annotated[int, Strict(), Field(ge=0, le=1_000_000)]


class ReportOut(BaseModel):
    """The till's number in this shop."""

    till_number: int


class SetAsideIn(BaseModel):
    """A refused act that a person decided not to do, and why."""

    model_config = ConfigDict(extra="forbid")

    till: UUID
    sequence: Id
    key: Annotated[str, Strict(), Field(max_length=200)] = ""
    reason: Reason
    act: dict[str, Any] = {}


class ReleaseIn(BaseModel):
    """A manager lets a till sign out although acts wait; they leave it in a file."""

    model_config = ConfigDict(extra="forbid")

    till: UUID
    waiting: Annotated[int, Strict(), Field(ge=1, le=1_000_000)]
    username: Annotated[str, Strict(), Field(min_length=1, max_length=150)]
    password: Annotated[str, Strict(), Field(min_length=1, max_length=1024)]


class ReleaseOut(BaseModel):
    """Who released them."""

    released_by: str


class DoneOut(BaseModel):
    """Written down."""

    status: str
