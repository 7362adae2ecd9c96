"""What a guest's slip of a transfer says of itself: a reference to type, or a small QR to scan.

One slip pays one bill: its reference is stored with the payment, written in one way.
"""

import re

from core_app.digits import western
from orders_app.billing import promptpay
from orders_app.billing.emvco import fields_of, is_sealed

LONGEST = 50  # letters of a reference
LONGEST_SCAN = 200  # letters of what a scanner types
_KIND, _COUNTRY, _SEAL = "00", "51", "91"  # fields of the small QR
_SLIP = "000001"  # which says so inside the first of them, beside bank and reference
_BEGINS_LIKE_A_SLIP = re.compile(r"00\d\d0006000001")
_REFERENCE = re.compile(rf"[A-Z0-9][A-Z0-9./-]{{3,{LONGEST - 1}}}")
_NOT_A_SLIP = "นี่คือคิวอาร์รับเงิน ไม่ใช่สลิป กรุณาสแกนคิวอาร์บนสลิปของลูกค้า"
_BROKEN = "อ่านคิวอาร์ของสลิปไม่ครบ กรุณาสแกนอีกครั้ง หรือพิมพ์เลขอ้างอิงบนสลิป"
_NO_REFERENCE = (
    f"เลขอ้างอิงสลิปเป็นตัวอักษรอังกฤษหรือตัวเลข 4 ถึง {LONGEST} ตัว กรุณาดูบนสลิปแล้วพิมพ์อีกครั้ง หรือเว้นว่างไว้"
)


def reference_of(text: str) -> str:
    """Return the one way to write what was typed or scanned: 'BANK-REFERENCE' of a scanned slip.

    No card number is looked for: one reference in ten looks like one, and its shape is its own.
    Raises ValueError with the sentence for whoever typed or scanned it.
    """
    told = text.strip()
    if told.startswith(promptpay.QR) and len(told) > LONGEST:
        raise ValueError(_NOT_A_SLIP)
    if _BEGINS_LIKE_A_SLIP.match(told):
        told = _scanned(told)
    plain = "".join(western(told).split()).upper()
    if not _REFERENCE.fullmatch(plain):
        raise ValueError(_NO_REFERENCE)
    return plain


def _scanned(text: str) -> str:
    try:
        fields = fields_of(text)
        inner = fields_of(fields[_KIND])
        bank, reference = inner["01"], inner["02"]
    except (KeyError, ValueError):
        raise ValueError(_BROKEN) from None
    if not is_sealed(text, _SEAL) or fields.get(_COUNTRY) != "TH":
        raise ValueError(_BROKEN)
    return f"{bank}-{reference}"
