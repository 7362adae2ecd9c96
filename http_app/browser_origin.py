"""Where a browser says that a request was made, and why a form of ours was not taken from it."""

from django.conf import settings
from django.http import HttpRequest

_AGAIN = "กรุณาเปิดหน้าใหม่แล้วทำรายการอีกครั้ง"
_FOREIGN = (
    "หน้านี้เปิดจาก {origin} แต่ระบบรู้จักตัวเองเป็น {own} จึงยังไม่ทำรายการ กรุณาเปิดหน้าขายที่ {own} "
    "ถ้า {origin} เป็นที่อยู่ของร้านเอง ให้ผู้ดูแลตั้งค่า TRUSTED_ORIGINS={origin} แล้วเริ่มระบบใหม่"
)
_HIDDEN = (
    "เบราว์เซอร์ไม่บอกว่าหน้านี้เปิดมาจากที่อยู่ไหน จึงยังไม่ทำรายการ กรุณาพิมพ์ {own} ในแถบที่อยู่แล้วทำรายการใหม่ "
    "ถ้ายังเป็นอีก ให้ปิดส่วนขยายที่ซ่อนที่อยู่ หรือใช้เบราว์เซอร์อื่น"
)
_NO_COOKIE = (
    "เบราว์เซอร์ไม่ได้ส่งคุกกี้ของระบบมาด้วย จึงยังไม่ทำรายการ {again} "
    "ถ้ายังเป็นอีก ให้เปิดรับคุกกี้ของ {own} ในการตั้งค่าของเบราว์เซอร์ แล้วเปิดหน้านี้ใหม่"
)
_OTHER_LOG_IN = "มีการเข้าหรือออกจากระบบหลังเปิดหน้านี้ (อาจในแท็บอื่น) จึงยังไม่ทำรายการ {again}"
_SITES_OF_OURS = ("same-origin", "none")  # "none": typed, or a bookmark
_LONGEST_SHOWN = 100  # characters of an origin, which anybody may make up


def is_foreign(request: HttpRequest) -> bool:
    """Tell whether a browser says that a page of somebody else sent `request`.

    By its Origin; where something hides that, by Sec-Fetch-Site (W3C Fetch Metadata), which pages
    and extensions cannot write. A program sends neither and is nobody's page.
    """
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site", "none") not in _SITES_OF_OURS
    return origin not in (_own(request), *settings.CSRF_TRUSTED_ORIGINS)


def refusal_cause(request: HttpRequest, again: str = _AGAIN) -> str:
    """Return the sentence that says why the CSRF check failed, and what to do.

    Looks at what Django's check looked at, in its order: Origin (else the Referer, under TLS), the
    cookie, the token. `again` is what to do where the next try will do.
    """
    origin, own = request.headers.get("Origin"), _own(request)
    shown = {"origin": (origin or "")[:_LONGEST_SHOWN], "own": own, "again": again}
    if is_foreign(request):
        return (_HIDDEN if origin in (None, "null") else _FOREIGN).format_map(shown)
    if origin is None and request.is_secure() and "Referer" not in request.headers:
        return _HIDDEN.format_map(shown)
    if settings.CSRF_COOKIE_NAME not in request.COOKIES:
        return _NO_COOKIE.format_map(shown)
    return _OTHER_LOG_IN.format_map(shown)


def _own(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"
