"""Shapes of the log-in, and of a manager's word."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Strict

from core_app.fields import Amount, Id
from http_app.api_base import is_good_key


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


def _good_key(key: str) -> str:
    if not is_good_key(key):
        raise ValueError("ต้องมีคีย์ของคำสั่งที่จะอนุมัติ ความยาว 1 ถึง 200 ตัวอักษร")
    return key


class ApprovalIn(BaseModel):
    """What APPROVAL_NEEDED told, the command's key, and which manager says yes."""

    model_config = ConfigDict(extra="forbid")

    key: Annotated[str, Strict(), AfterValidator(_good_key)]
    subject: Literal["void", "cancel"]
    subject_id: Id
    amount: Amount
    approver: Id
    pin: Annotated[str, Strict(), Field(min_length=1, max_length=100)]


class ApprovedOut(BaseModel):
    """Until when the same command may come again."""

    expires_at: datetime
