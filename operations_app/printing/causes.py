"""Why a paper did not come out, or may not have: codes to keep, sentences to read."""

from enum import StrEnum


class Cause(StrEnum):
    """What stood in the way of a paper."""

    WRONG_ADDRESS = "wrong_address"
    UNREACHABLE = "unreachable"
    FORBIDDEN = "forbidden"
    BUSY = "busy"
    SILENT = "silent"
    COVER_OPEN = "cover_open"
    NO_PAPER = "no_paper"
    ERROR = "error"
    OFFLINE = "offline"
    # These three come after the first byte only.
    HUNG_UP = "hung_up"
    SLOW = "slow"
    NO_ANSWER = "no_answer"
    # These are no printer's doing (worker.py, orders_app/printing/jobs.py).
    NO_SHAPING = "no_shaping"
    NO_PAPER_OF_OURS = "content"
    STOPPED = "stopped"
    RESTORED = "restored"


_SENTENCES = {
    Cause.WRONG_ADDRESS: "ที่อยู่เครื่องพิมพ์ {address} ใช้ไม่ได้ กรุณาแก้ในหน้าตั้งค่าเครื่องพิมพ์",
    Cause.UNREACHABLE: "ต่อเครื่องพิมพ์ {address} ไม่ได้ ดูสายและปลั๊ก",
    Cause.FORBIDDEN: "เครื่องแม่ข่ายไม่มีสิทธิ์ใช้เครื่องพิมพ์ {address} กรุณาแจ้งช่าง",
    Cause.BUSY: "เครื่องพิมพ์ {address} กำลังพิมพ์งานของเครื่องอื่น รอสักครู่",
    Cause.SILENT: "เครื่องพิมพ์ {address} ไม่ตอบ ปิดแล้วเปิดเครื่องพิมพ์ใหม่",
    Cause.COVER_OPEN: "ฝาเครื่องพิมพ์ {address} เปิดอยู่ ปิดฝาให้สนิท",
    Cause.NO_PAPER: "กระดาษหมดที่เครื่องพิมพ์ {address} ใส่ม้วนใหม่",
    Cause.ERROR: "เครื่องพิมพ์ {address} ขัดข้อง ดูกระดาษติดที่ใบมีด แล้วปิดเปิดเครื่องพิมพ์ใหม่",
    Cause.OFFLINE: "เครื่องพิมพ์ {address} ยังไม่พร้อม ดูไฟเตือนที่เครื่อง",
    Cause.HUNG_UP: "เครื่องพิมพ์ {address} ตัดการเชื่อมต่อกลางคัน ดูว่ากระดาษออกมาครบหรือไม่",
    Cause.SLOW: "เครื่องพิมพ์ {address} รับงานช้าเกินไป ดูว่ากระดาษออกมาครบหรือไม่",
    Cause.NO_ANSWER: "เครื่องพิมพ์ {address} ไม่ยืนยันว่าพิมพ์แล้ว ดูว่ากระดาษออกมาครบหรือไม่",
    Cause.NO_SHAPING: "พิมพ์ที่ {address} ไม่ได้: เซิร์ฟเวอร์ขาดแพ็กเกจ libfribidi0 กรุณาแจ้งช่าง",
    Cause.NO_PAPER_OF_OURS: "เนื้อหาของใบนี้เสีย พิมพ์ที่ {address} ไม่ได้ กรุณาเขียนใบด้วยมือและแจ้งช่าง",
    Cause.STOPPED: "ระบบหยุดระหว่างพิมพ์ที่ {address} ดูว่ากระดาษออกมาครบหรือไม่",
    Cause.RESTORED: "ร้านเพิ่งกู้ข้อมูลคืน ใบนี้อาจพิมพ์ที่ {address} ไปแล้วก่อนหน้านั้น ดูที่ครัว",
}
_UNKNOWN = "พิมพ์ที่เครื่องพิมพ์ {address} ไม่สำเร็จ ดูที่เครื่องพิมพ์"  # another release's code


def sentence_of(cause: str, address: str) -> str:
    """Return for people what happened at the printer of this address, and what to do about it."""
    return _SENTENCES.get(cause, _UNKNOWN).format(address=address)
