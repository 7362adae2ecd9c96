"""A request while it comes in: whether all of it is there, however its bytes were cut.

Nothing here judges a request; that is gunicorn's part, and the shop's. What either would refuse is
let through as soon as that can be seen. RFC 9112: sections 6 (length of a body), 7.1 (chunks).
Nothing here imports Django or gunicorn: settings and worker both read it.
"""

import re

MAX_HEAD_BYTES = 64 * 1024  # request line and headers
# 100 order lines with names are under 10 KB; a body above this is a mistake or an attack.
MAX_BODY_BYTES = 256 * 1024
MAX_LINE_BYTES = 8190  # of a request line or a chunk's; gunicorn takes no longer ones

TOO_LARGE_A_HEAD = (431, "Request Header Fields Too Large")
BAD_CHUNK = (400, "Bad Request")

_END_OF_HEAD = b"\r\n\r\n"
_BARE_LINE_FEED = re.compile(rb"(?<!\r)\n")
_FRAMING = re.compile(rb"\r\n(content-length|transfer-encoding|expect)[ \t]*:([^\r\n]*)", re.I)
_CHUNK_SIZE = re.compile(rb"([0-9a-f]{1,8})(?:[ \t]*;|\Z)", re.I)
_BELIEVABLE_LENGTH = re.compile(rb"[0-9]{1,18}")


class Arrival:
    """What one connection sent and nobody has served yet; the first request in it.

    `whole`: it can be served (all of it is there, or no more is needed to refuse it).
    `cut_off`: it is served without its end, so the connection cannot be used again.
    `refusal`: status and reason, where only an answer from here is quick enough.
    `wants_go_ahead`: its sender waits for a `100 Continue` before the body.
    """

    def __init__(self, already_there: bytes = b""):
        self.came = bytearray()
        self._begin()
        self.feed(already_there)

    def _begin(self) -> None:
        self.whole = self.cut_off = self.wants_go_ahead = False
        self.refusal: tuple[int, str] | None = None
        self._next_step = self._head
        self._at = 0  # all before it has been looked at
        self._end_of_head = 0

    def feed(self, data: bytes) -> bool:
        """Take bytes in; return `whole`."""
        self.came += data
        while not self.whole and self._next_step():
            pass
        return self.whole

    def take(self) -> bytes:
        """Return the whole request; what came behind it is the beginning of the next one."""
        end = len(self.came) if self.cut_off else self._at
        request = bytes(self.came[:end])
        del self.came[:end]
        self._begin()
        self.feed(b"")
        return request

    # Each step looks at what is there, and returns whether the next one can.

    def _head(self) -> bool:
        end = self.came.find(_END_OF_HEAD, max(0, self._at - 3))
        if end < 0:
            return self._half_a_head()
        self._at = self._end_of_head = end + len(_END_OF_HEAD)
        if self._end_of_head > MAX_HEAD_BYTES:
            return self._refuse(TOO_LARGE_A_HEAD)
        return self._length_of_body()

    def _half_a_head(self) -> bool:
        """Let through at once what will never be a head: gunicorn says what is wrong with it."""
        first = self.came[:1]
        known_wrong = first not in b"\r" and not first.isalpha()  # TLS, for one
        bare = _BARE_LINE_FEED.search(self.came, self._at)
        endless = len(self.came) > MAX_LINE_BYTES + 2 and b"\r\n" not in self.came
        if known_wrong or bare or endless:
            return self._cut()
        if len(self.came) > MAX_HEAD_BYTES:
            return self._refuse(TOO_LARGE_A_HEAD)
        self._at = len(self.came)
        return False

    def _length_of_body(self) -> bool:
        said = {b"content-length": [], b"transfer-encoding": [], b"expect": []}
        for name, value in _FRAMING.findall(self.came, 0, self._end_of_head):
            said[name.lower()].append(value.strip(b" \t"))
        lengths, codings = said[b"content-length"], said[b"transfer-encoding"]
        if any(value.lower() != b"100-continue" for value in said[b"expect"]):
            return self._cut()
        old = b" HTTP/1.0\r\n" in self.came[: self._end_of_head]
        self.wants_go_ahead = said[b"expect"] != [] and not old
        if codings and not lengths and codings[-1].lower().endswith(b"chunked"):
            self._next_step = self._chunk
            return True
        if codings or len(lengths) > 1:
            return self._cut()  # two lengths, or none that can be known: always refused
        return self._body_of(lengths[0] if lengths else b"0")

    def _body_of(self, length: bytes) -> bool:
        if not _BELIEVABLE_LENGTH.fullmatch(length) or int(length) > MAX_BODY_BYTES:
            return self._cut()
        self._at += int(length)
        self._next_step = self._rest
        return True

    def _rest(self) -> bool:
        self.whole = len(self.came) >= self._at
        return False

    def _chunk(self) -> bool:
        """Look at one chunk's size, and pass over the chunk once it is there."""
        if len(self.came) - self._end_of_head > MAX_BODY_BYTES:
            return self._cut()
        end = self.came.find(b"\r\n", self._at)
        if end < 0:
            too_long = len(self.came) - self._at > MAX_LINE_BYTES
            return self._refuse(BAD_CHUNK) if too_long else False
        size = _CHUNK_SIZE.match(bytes(self.came[self._at : end]))
        if not size:
            return self._refuse(BAD_CHUNK)
        length = int(size[1], 16)
        if length == 0:
            self._at = end
            self._next_step = self._trailers
            return True
        return self._pass_over(end + 2 + length)

    def _pass_over(self, end: int) -> bool:
        if end - self._end_of_head > MAX_BODY_BYTES:
            return self._cut()
        if len(self.came) < end + 2:
            return False
        if self.came[end : end + 2] != b"\r\n":
            return self._refuse(BAD_CHUNK)
        self._at = end + 2
        return True

    def _trailers(self) -> bool:
        """The end of the last chunk's line, any trailers, and an empty line."""
        end = self.came.find(_END_OF_HEAD, self._at)
        if end >= 0:
            self._at, self.whole = end + len(_END_OF_HEAD), True
        elif len(self.came) - self._end_of_head > MAX_BODY_BYTES:
            return self._cut()
        return False

    def _cut(self) -> bool:
        self.whole = self.cut_off = True
        return False

    def _refuse(self, refusal: tuple[int, str]) -> bool:
        self.refusal = refusal
        return self._cut()
