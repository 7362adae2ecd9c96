"""A cashier with a program and a browser page, who asks a real server and looks at the clock."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx

from tests.server import RealServer

LONGEST_ANSWER = 5.5  # seconds: 5 is what the shop promises, the rest is this machine's
LONGEST_RECOVERY = 5.5  # seconds, likewise
PATIENCE = 30  # seconds a client waits for any answer


@dataclass(frozen=True)
class Heard:
    """An answer and how long it took, in seconds."""

    answer: httpx.Response
    seconds: float


class Teller:
    """Cashier staff001 of the demo restaurant: a Bearer token and a logged-in till page."""

    def __init__(self, shop: RealServer):
        self.shop = shop
        self.program = httpx.Client(base_url=shop.url, timeout=PATIENCE)
        self.page = httpx.Client(base_url=shop.url, timeout=PATIENCE, follow_redirects=True)
        self.log_in()
        self.dish = self.program.get("/menus").json()["menus"][0]["id"]

    def log_in(self) -> None:
        """Log in as a program, and where the shop has pages, as a person."""
        login = {"username": "staff001", "password": "demo1234"}
        self.program.headers["Authorization"] = f"Bearer {self._token(login)}"
        if not self.shop.static:
            return
        form = self.page.get("/pos/login/").text
        word = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form).group(1)
        self.page.post("/pos/login/", data=login | {"csrfmiddlewaretoken": word})

    def _token(self, login: dict) -> str:
        """Return a token; a test before this one may have hurt the database a moment ago."""
        deadline = time.monotonic() + LONGEST_RECOVERY
        answer = self.program.post("/auth/login", json=login)
        while answer.status_code == 503 and time.monotonic() < deadline:
            time.sleep(0.2)
            answer = self.program.post("/auth/login", json=login)
        assert answer.status_code == 200, answer.text
        return answer.json()["token"]

    def close(self) -> None:
        """Hang up."""
        self.program.close()
        self.page.close()

    def open(self, table_id: int, key: str) -> httpx.Response:
        """Open a table with one dish."""
        items = [{"menu_id": self.dish, "qty": 1}]
        body = {"table_id": table_id, "items": items, "idempotency_key": key}
        return self.program.post("/orders", json=body)

    def pay(self, order_id: int, key: str) -> httpx.Response:
        """Pay an order by card."""
        body = {"payment_method": "card", "idempotency_key": key}
        return self.program.post(f"/orders/{order_id}/pay", json=body)

    def ask_everything(self, table_id: int, key: str) -> dict[str, Heard]:
        """Read, write, look at a page and ask for the health, all at once."""
        commands = {
            "read": lambda: self.program.get("/tables"),
            "write": lambda: self.open(table_id, key),
            "page": lambda: self.page.get("/pos/"),
            "health": lambda: httpx.get(f"{self.shop.url}/health", timeout=PATIENCE),
        }
        with ThreadPoolExecutor(len(commands)) as pool:
            heard = {name: pool.submit(_timed, command) for name, command in commands.items()}
            return {name: each.result() for name, each in heard.items()}

    def hears_kindly_that_it_is_away(self, table_id: int, key: str) -> None:
        """Check that every door says "try again" in its own voice, and in time."""
        heard = self.ask_everything(table_id, key)
        slow = {name: each.seconds for name, each in heard.items() if each.seconds > LONGEST_ANSWER}
        assert not slow
        for name in ("read", "write"):
            is_the_503(heard[name].answer)
        is_the_page(heard["page"].answer)
        assert heard["health"].answer.status_code == 503
        assert heard["health"].answer.json()["database"] == "disconnected"

    def is_well_again(self, table_id: int, key: str) -> None:
        """Check that within the promised time the shop reads, writes and shows its map.

        The write goes out under the key that was sent while the database was away. It may be done
        while another door still answers 503; of the writes that were done, the first is the new one
        and those asked after it are its echo.
        """
        start, written = time.monotonic(), []
        while True:
            heard = self.ask_everything(table_id, key)
            statuses = {name: each.answer.status_code for name, each in heard.items()}
            if statuses["write"] == 201:
                written.append(heard["write"].answer)
            if statuses == {"read": 200, "write": 201, "page": 200, "health": 200}:
                break
            assert time.monotonic() - start < LONGEST_RECOVERY, statuses
            time.sleep(0.1)
        echoes = ["Idempotent-Replayed" in answer.headers for answer in written]
        assert echoes == [False] + [True] * (len(written) - 1)


def _timed(command) -> Heard:
    start = time.monotonic()
    answer = command()
    return Heard(answer, time.monotonic() - start)


def is_the_503(answer: httpx.Response) -> None:
    """Check that a program hears the brief's sentence, word for word."""
    assert answer.status_code == 503, answer.text
    assert answer.headers["Retry-After"] == "3"
    assert answer.json() == {
        "error": "NETWORK_TIMEOUT",
        "message": "เครือข่ายไม่เสถียร กรุณาลองใหม่",
        "retry_after": 3,
    }


def is_a_storage_fault(answer: httpx.Response) -> None:
    """Check that a program hears that somebody must mend the server, and not "network"."""
    assert answer.status_code == 503, answer.text
    assert "Retry-After" not in answer.headers
    assert list(answer.json()) == ["error", "message"]
    assert answer.json()["error"] == "STORAGE_FAULT"


def is_the_page(answer: httpx.Response) -> None:
    """Check that a person sees a Thai page that opens again by itself."""
    assert answer.status_code == 503, answer.text
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "เครือข่ายไม่เสถียร กรุณาลองใหม่" in answer.text
    assert '<meta http-equiv="refresh" content="3">' in answer.text
