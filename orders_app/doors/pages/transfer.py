"""What the payment page shows of PromptPay: the QR a guest scans, drawn into the page itself."""

from decimal import Decimal
from functools import lru_cache
from typing import Any

import segno
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from orders_app.billing.promptpay import account_of, payload

_AT_ONCE = 64  # pictures that are kept: bills being paid, and that without an amount


def transfer_context(total: Decimal | None) -> dict[str, Any]:
    """Return the QR of a bill, or with None that of any bill, whose guest types the amount.

    There is none where there is nothing to pay, or the shop has told no PromptPay id.
    """
    is_set = bool(settings.PROMPTPAY_ID)
    qr = _picture(settings.PROMPTPAY_ID, total) if is_set and total != 0 else ""
    return {"qr": qr, "qr_holds": total if qr else None, "promptpay_is_set": is_set}


@lru_cache(maxsize=_AT_ONCE)
def _picture(promptpay_id: str, amount: Decimal | None) -> SafeString:
    text = payload(account_of(promptpay_id), amount)
    code = segno.make_qr(text, error="m")
    # It is ours from end to end: digits and capitals in, a path out.
    return mark_safe(code.svg_inline(svgclass="qr-picture", lineclass=None, omitsize=True))
