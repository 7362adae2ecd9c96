"""The shop of a newer release, which no longer takes two of a dish in one line. For tests only."""

import io
import json

from pos_project.wsgi import application as shop

_REFUSAL = {
    "error": "VALIDATION_ERROR",
    "message": "รุ่นใหม่ไม่รับคำสั่งแบบนี้ กรุณาทำรายการอีกครั้ง",
    "fields": {},
}
_HEADERS = [("Content-Type", "application/json; charset=utf-8"), ("X-Request-ID", "newer")]


def application(environ, start_response):
    """Refuse the shape an old script may send; all else is the shop's."""
    if (environ["REQUEST_METHOD"], environ["PATH_INFO"]) == ("POST", "/orders"):
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        environ["wsgi.input"] = io.BytesIO(body)
        if any(line["qty"] > 1 for line in json.loads(body).get("items") or []):
            start_response("400 Bad Request", _HEADERS)
            return [json.dumps(_REFUSAL).encode()]
    return shop(environ, start_response)
