"""What the rig knows of the till: words on its buttons, and how its outbox lies in the browser.

When the till changes, this is the one place to follow. A command is a record with seq, key, kind,
table, body, state and answer.
"""

import re

# The map, the pad, the payment pad, and what the bar says of saving.
MAP = "ผังโต๊ะ"
DISH = "#taps .dish"
DRAFT_LINES = "#draft > li"
CONFIRM = "ยืนยันออเดอร์"
PAY = "ชำระเงิน"
EXACT = "พอดี"
NOTE = "฿500"
SHOW_QR = ".qr > summary"
SEEN = "เห็นเงินแล้ว"
CARD = "บัตร"
SAVING = "#saving"
SAVED = "บันทึกแล้ว"
KEPT_HERE = "รอส่ง"
TRY_AGAIN = "#away-retry"

# The question after a refresh, and its two answers.
RESTORE = "กู้คืน"
NOT_NOW = "ไว้ก่อน"

# Commands that the server refused.
REFUSED_ROWS = "#refused-list > li"
JOIN = "เพิ่มเข้าออเดอร์เดิม"
DROP = "ไม่ทำรายการนี้"
MEND = "ส่งเฉพาะที่มีขาย"
MOVE = "ย้ายไปโต๊ะนี้"
REASON = "#refused-list [data-do=reason]"
OTHER_TABLE = "#refused-list [data-do=table]"

# The outbox.
DATABASE = "pos-till"
COMMANDS = ["waiting", "ended"]  # the stores
WAITING, DONE, REFUSED, DROPPED = "waiting", "done", "refused", "dropped"
ENDED = (DONE, DROPPED)  # never left again
SENDER_LOCK = "pos-sender"
SENDER_LEASE = "pos-sender"  # in local storage, where there are no Web Locks

# The till warns before it is left with unsent commands. A tab that is killed is not asked, and two
# such questions at once (a reload of the test's, one of the page's) leave Chromium stuck in one.
NO_WARNING = """
window.addEventListener("beforeunload", (event) => event.stopImmediatePropagation(), true);
"""


def table(number: int) -> re.Pattern:
    """Return what the name of a table's tile on the map begins with; 1 is not 12."""
    return re.compile(rf"^โต๊ะ {number}(?!\d)")
