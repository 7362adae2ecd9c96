"""The JSON door's frame: how bodies are read, answers written, refusals shaped.

django-ninja builds OpenAPI and validation from types; this module makes it speak the shop's
language: strict JSON in, decimals as numbers and Thai unescaped out, one error shape for all.
"""

import functools
from http import HTTPStatus
from typing import Annotated, Any

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from pydantic import BaseModel, ConfigDict, Field

from core_app import json_text
from core_app.errors import (
    Forbidden,
    InvalidJson,
    NotFound,
    PosError,
    Unauthenticated,
    UnsupportedMediaType,
    ValidationFailed,
)
from core_app.idempotency import KEY_LENGTH, Answer
from http_app.browser_origin import refusal_cause
from http_app.front_doors import error_answer, json_answer
from http_app.validation_messages import thai_fields


class ErrorBody(BaseModel):
    """Every refusal: a code for programs, a Thai sentence for people, and what helps."""

    model_config = ConfigDict(extra="allow")

    error: Annotated[str, Field(examples=["TABLE_OCCUPIED"])]
    message: Annotated[str, Field(examples=["โต๊ะนี้มีลูกค้าอยู่แล้ว"])]


def errors(*statuses: int) -> dict[int, Any]:
    """Return the error answers of an operation for OpenAPI; any one may also answer 429 or 503."""
    return dict.fromkeys((*statuses, 429, 503), ErrorBody)


class StrictJsonParser(Parser):
    """Read a body with json_text: exact decimals, no NaN, no half-read text.

    A body must call itself JSON: a browser asks before it sends that to a stranger, and is told
    no; any other kind it just sends, for whatever website is open inside the shop.
    """

    def parse_body(self, request: HttpRequest) -> Any:
        if request.body and request.content_type != "application/json":
            raise UnsupportedMediaType
        return json_text.read(request.body)


class NumberRenderer(BaseRenderer):
    """Write an answer with json_text: 145 stays 145, not "145.00"."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:
        return json_text.write(data)


class ShopAPI(NinjaAPI):
    """Names its operations for their app and function, wherever in the app these stand.

    Generated clients call operations by these names.
    """

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Describe the API, once: anybody may ask, and writing it takes a worker 70 ms."""
        return self._described(path_prefix)

    @functools.cache  # noqa: B019 (there is one API, and it lives as long as its process)
    def _described(self, path_prefix: str | None) -> dict[str, Any]:
        return super().get_openapi_schema(path_prefix=path_prefix)

    def get_openapi_operation_id(self, operation: Operation) -> str:
        view = operation.view_func
        return f"{apps.get_containing_app_config(view.__module__).label}_api_{view.__name__}"


def build_api(**options: Any) -> NinjaAPI:
    """Return a NinjaAPI that reads, writes and refuses the shop's way."""
    api = ShopAPI(parser=StrictJsonParser(), renderer=NumberRenderer(), **options)
    api.add_exception_handler(PosError, error_answer)
    api.add_exception_handler(ValidationError, _validation_failed)
    api.add_exception_handler(AuthenticationError, _unauthenticated)
    api.add_exception_handler(HttpError, _http_error)
    api.add_exception_handler(Http404, _not_found)
    return api


def command_answer(answer: Answer) -> HttpResponse:
    """Send the answer of a command byte for byte, and say when it is a replay."""
    headers = {"Idempotent-Replayed": "true"} if answer.replayed else None
    return json_answer(answer.status, answer.text, headers)


def key_of(request: HttpRequest, body_key: str | None) -> str:
    """Return the request's idempotency key from header or body.

    Raises ValidationFailed when there is none, or when the two differ.
    """
    header_key = request.headers.get("Idempotency-Key")
    if header_key is not None and body_key is not None and header_key != body_key:
        message = "คีย์ในส่วนหัวและในข้อมูลไม่ตรงกัน"
        raise ValidationFailed(fields={"idempotency_key": message})
    key = header_key if body_key is None else body_key
    if key is None or not is_good_key(key):
        message = "ต้องมีคีย์ ความยาว 1 ถึง 200 ตัวอักษร เพื่อป้องกันการทำรายการซ้ำ"
        raise ValidationFailed(fields={"idempotency_key": message})
    return key


def is_good_key(key: str) -> bool:
    """Tell whether `key` can be stored and compared: 1 to 200 printable characters."""
    return 0 < len(key) <= KEY_LENGTH and key.isprintable()


def _validation_failed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return error_answer(request, ValidationFailed(fields=thai_fields(error.errors)))


def _unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return error_answer(request, Unauthenticated())


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """ninja raises these itself: an unreadable body (400), a failed CSRF check (403)."""
    if isinstance(error.__cause__, PosError):
        return error_answer(request, error.__cause__)
    if error.status_code == HTTPStatus.FORBIDDEN:
        return error_answer(request, Forbidden(refusal_cause(request)))
    return error_answer(request, InvalidJson())


def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return error_answer(request, NotFound())
