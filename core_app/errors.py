"""What the shop may answer instead of doing: one code, one HTTP status, one Thai sentence."""

from http import HTTPStatus


class PosError(Exception):
    """An answer other than "done": `code` for programs, `message` (Thai) for people.

    `details` are the extra JSON fields that help the caller go on. `stored` tells whether the
    answer was decided under the lock and belongs to the key for ever (docs/api.md, "Keys").
    """

    code = "VALIDATION_ERROR"
    status = HTTPStatus.BAD_REQUEST
    message = "ข้อมูลไม่ถูกต้อง กรุณาตรวจสอบแล้วลองใหม่"
    stored = False

    def __init__(self, message: str | None = None, **details):
        self.message = message or self.message
        self.details = details
        super().__init__(self.message)

    def body(self) -> dict:
        """Return the JSON body of this answer."""
        return {"error": self.code, "message": self.message, **self.details}

    @property
    def headers(self) -> dict[str, str]:
        """Return the HTTP headers that go with this answer."""
        seconds = self.details.get("retry_after")
        return {"Retry-After": str(seconds)} if seconds else {}


class Refusal(PosError):
    """A rule of the trade said no after looking at the locked rows: kept and replayed."""

    status = HTTPStatus.CONFLICT
    stored = True


class ValidationFailed(PosError):
    """The request does not have the right shape; `fields` maps each field to a Thai sentence."""


class InvalidJson(PosError):
    """The body is no JSON."""

    code = "INVALID_JSON"
    message = "รูปแบบ JSON ไม่ถูกต้อง กรุณาตรวจสอบข้อมูลที่ส่ง"


class Unauthenticated(PosError):
    """Nobody, or no longer somebody."""

    code = "UNAUTHENTICATED"
    status = HTTPStatus.UNAUTHORIZED
    message = "กรุณาเข้าสู่ระบบก่อนใช้งาน"

    @property
    def headers(self) -> dict[str, str]:
        return {"WWW-Authenticate": "Bearer"}


class InvalidCredentials(PosError):
    """Wrong name or password; deliberately the same sentence for both."""

    code = "INVALID_CREDENTIALS"
    status = HTTPStatus.UNAUTHORIZED
    message = "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง กรุณาลองใหม่"


class Forbidden(PosError):
    """Somebody, but not allowed."""

    code = "FORBIDDEN"
    status = HTTPStatus.FORBIDDEN
    message = "บัญชีนี้ไม่มีสิทธิ์ทำรายการนี้ กรุณาให้ผู้จัดการดำเนินการ"


class NotFound(PosError):
    """No such thing."""

    code = "NOT_FOUND"
    status = HTTPStatus.NOT_FOUND
    message = "ไม่พบข้อมูลที่ต้องการ กรุณาตรวจสอบหมายเลขแล้วลองใหม่"


class MethodNotAllowed(PosError):
    """The address exists, the verb does not."""

    code = "METHOD_NOT_ALLOWED"
    status = HTTPStatus.METHOD_NOT_ALLOWED
    message = "ที่อยู่นี้ไม่รองรับวิธีเรียกแบบนี้ กรุณาดูเอกสาร API"


class LengthRequired(PosError):
    """The body comes in chunks of unknown number."""

    code = "LENGTH_REQUIRED"
    status = HTTPStatus.LENGTH_REQUIRED
    message = "ต้องบอกขนาดข้อมูลล่วงหน้า กรุณาส่งข้อมูลทั้งก้อนแทนการทยอยส่ง"


class PayloadTooLarge(PosError):
    """The body is larger than any honest order."""

    code = "PAYLOAD_TOO_LARGE"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    message = "ข้อมูลที่ส่งมีขนาดใหญ่เกินไป กรุณาแบ่งส่งทีละน้อย"


class UnsupportedMediaType(PosError):
    """The body does not say that it is JSON, as any page of any website can send one."""

    code = "UNSUPPORTED_MEDIA_TYPE"
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    message = "ข้อมูลที่ส่งต้องบอกชนิดว่าเป็น JSON กรุณาดูเอกสาร API"


class DuplicateRequest(PosError):
    """The key was used before for something else; `original_result` is what it did then, told to
    who did it and to managers."""

    code = "DUPLICATE_REQUEST"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "คำสั่งนี้ถูกประมวลผลแล้ว"


class RequestInProgress(PosError):
    """The same key is being worked on right now by another connection."""

    code = "REQUEST_IN_PROGRESS"
    status = HTTPStatus.CONFLICT
    message = "คำสั่งนี้กำลังดำเนินการอยู่ กรุณารอสักครู่แล้วลองใหม่"

    def __init__(self):
        super().__init__(retry_after=1)


class RateLimited(PosError):
    """Too many tries in a short time."""

    code = "RATE_LIMITED"
    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, retry_after: int):  # seconds
        minutes = -(-retry_after // 60)
        sentence = f"ลองหลายครั้งเกินไป กรุณารออีก {minutes} นาทีแล้วลองใหม่"
        super().__init__(sentence, retry_after=retry_after)


class TooManyRequests(RateLimited):
    """More requests from a person or an address than any shop sends: a program that loops."""

    def __init__(self, retry_after: int):  # seconds
        super().__init__(retry_after)
        self.message = (
            "มีคำขอจากบัญชีหรือเครือข่ายนี้ถี่เกินไป รายการนี้ยังไม่ถูกบันทึก "
            f"กรุณารอ {retry_after} วินาทีแล้วลองใหม่ ถ้ายังขึ้นอีก กรุณาแจ้งผู้ดูแลระบบ"
        )


class NetworkTimeout(PosError):
    """The database could not be asked in time; sending the same key again is safe."""

    code = "NETWORK_TIMEOUT"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    message = "เครือข่ายไม่เสถียร กรุณาลองใหม่"

    def __init__(self):
        super().__init__(retry_after=3)


class OutdatedServer(NetworkTimeout):
    """The database's tables are another release's, or on their way: this program may not write.

    Over as soon as the migration is done and the program was restarted.
    """

    code = "OUTDATED_SERVER"
    message = (
        "ระบบของร้านกำลังเปลี่ยนรุ่น รายการนี้ยังไม่ถูกบันทึก กรุณารอสักครู่แล้วลองใหม่ "
        "ถ้าเกิน 5 นาที กรุณาโทรหาผู้ดูแลระบบให้เปิดโปรแกรมของร้านใหม่"
    )


class StorageFault(PosError):
    """The database's disk or files fail; that lasts until a person mends it.

    A 503 like NetworkTimeout, so that tills keep what waits, but without a time to come back.
    """

    code = "STORAGE_FAULT"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    message = (
        "เครื่องเซิร์ฟเวอร์ของร้านบันทึกข้อมูลไม่ได้ ไม่ใช่ปัญหาเน็ต และจะไม่หายเอง "
        "กรุณาโทรหาผู้ดูแลระบบตอนนี้ รายการนี้ยังไม่ถูกบันทึก"
    )


class ServerError(PosError):
    """A fault of ours. It is logged with the request id."""

    code = "SERVER_ERROR"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    message = "ระบบขัดข้อง รายการนี้ยังไม่ถูกบันทึก กรุณาลองใหม่หรือแจ้งผู้ดูแล"
