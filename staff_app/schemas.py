"""Shapes of the log-in."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, Strict


class Credentials(BaseModel):
    """Name and password."""

    model_config = ConfigDict(extra="forbid")

    username: Annotated[str, Strict(), Field(min_length=1, max_length=150, examples=["staff001"])]
    password: Annotated[str, Strict(), Field(min_length=1, max_length=1024)]


class StaffOut(BaseModel):
    """A member of staff."""

    id: int
    username: str
    role: str


class LoggedIn(BaseModel):
    """A token, and whom it speaks for."""

    token: str
    user: StaffOut
