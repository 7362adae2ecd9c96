"""`make deploy-check`: the production shape, started for real as far as one machine can show it.

The Procfile's own commands against a throw-away PostgreSQL, twice, behind Debian's Caddy with the
shipped Caddyfile on loopback: log in and sell over HTTPS with nothing but the shop's certificate
authority trusted, renew one instance after the other under load, take both away, and register the
service worker in a real Chromium. Each step is a line; the first that fails ends it with exit 1.
"""

import contextlib
import os
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright

from tests.deployment import MANAGER, NAME, PASSWORD, PATIENCE, Deployment, procfile, wait_until
from tests.engines import EngineMissing
from tests.engines.chromium import find_chromium
from tests.engines.debian import find_program
from tests.engines.driver import ensure_driver
from tests.engines.postgres import PostgresServer
from tests.engines.processes import unwind_on_signals
from tests.server import ROOT
from tests.slow_callers import HALF, READS_NOTHING, is_open, slow_callers


def release(shop: Deployment) -> None:
    """The Procfile's `release`: migrations and static files. Tables and dishes of the demo stay."""
    shop.run("sh", "-c", procfile()["release"])
    trial = {"DEMO": "1", "HTTPS": "0", "ALLOWED_HOSTS": "localhost"}
    shop.run("python", "manage.py", "load_demo", **trial)
    shop.run("python", "manage.py", "close_demo")
    manager = ("createsuperuser", "--noinput", "--username", MANAGER)
    shop.run("python", "manage.py", *manager, DJANGO_SUPERUSER_PASSWORD=PASSWORD)
    shop.run("python", "manage.py", "check", "--deploy", "--fail-level", "WARNING")


DEMO_TABLES = 12


def units(shop: Deployment) -> None:
    """systemd reads every unit without a complaint (it cannot be run here)."""
    copies = shop.folder / "units"
    copies.mkdir()
    for unit in (ROOT / "deploy" / "systemd").iterdir():
        # A template is read under the name of an instance, and programs must stand where it says.
        text = unit.read_text().replace("/opt/pos/.venv/bin", str(Path(sys.executable).parent))
        (copies / unit.name.replace("@.", "@8001.")).write_text(text)
    files = sorted(str(path) for path in copies.iterdir())
    read = subprocess.run(
        [find_program("systemd-analyze"), "verify", *files],
        capture_output=True,
        text=True,
        check=False,
    )
    assert read.returncode == 0, read.stderr
    assert "pos" not in read.stderr, read.stderr  # other units of this machine are not ours


def start(shop: Deployment) -> None:
    """The Procfile's `web`, twice, and Caddy in front of both."""
    for port in shop.instances:
        shop.start_instance(port)
    shop.start_caddy()


def certificate(shop: Deployment) -> None:
    """Plain HTTP hands out the authority's certificate, and sends everybody else to HTTPS."""
    plain = f"http://{NAME}:{shop.http}"
    given = httpx.get(f"{plain}/ca.crt")
    assert given.text == shop.authority.read_text()
    assert given.headers["Content-Type"] == "application/x-x509-ca-cert"
    sent_on = httpx.get(f"{plain}/pos/")
    assert sent_on.headers["Location"] == f"{shop.url}/pos/"
    assert "CERTIFICATE_VERIFY_FAILED" in trouble_reaching(shop.url)


def trouble_reaching(url: str) -> str:
    """Return why somebody who does not know the shop's authority cannot come in."""
    try:
        httpx.get(url, timeout=PATIENCE)
    except httpx.ConnectError as refused:
        return str(refused)
    return "nothing"


def sell_by_program(shop: Deployment) -> None:
    """Log in, open, add and pay over HTTPS, as a program."""
    with shop.client() as client:
        assert client.get("/health").json()["database"] == "connected"
        log_in(client)
        sell(client, 1)


def log_in(client: httpx.Client) -> None:
    """Give a client the manager's token."""
    answer = client.post("/auth/login", json={"username": MANAGER, "password": PASSWORD})
    client.headers["Authorization"] = f"Bearer {answer.json()['token']}"


def sell(client: httpx.Client, table_id: int) -> None:
    """Serve one party; every answer must be the first one."""
    dish = {"menu_id": client.get("/menus").json()["menus"][0]["id"], "qty": 2}
    opened = send(client, "/orders", {"table_id": table_id}, 201)
    order_id = opened["order_id"]
    total = send(client, f"/orders/{order_id}/items", {"items": [dish]}, 201)["total_price"]
    body = {"payment_method": "cash", "amount_received": total + 50}
    assert send(client, f"/orders/{order_id}/pay", body, 200)["change"] == 50


def send(client: httpx.Client, path: str, body: dict, status: int) -> dict:
    """Send a command once."""
    answer = client.post(path, json=body, headers={"Idempotency-Key": str(uuid.uuid4())})
    assert answer.status_code == status, f"{path}: {answer.status_code} {answer.text}"
    return answer.json()


def sell_by_pages(shop: Deployment) -> None:
    """Log in through the form, with a cookie that only travels over HTTPS, and see the map."""
    with shop.client(follow_redirects=True) as client:
        form = client.get("/pos/login/")
        word = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form.text).group(1)
        person = {"username": MANAGER, "password": PASSWORD, "csrfmiddlewaretoken": word}
        page = client.post("/pos/login/", data=person, headers={"Referer": str(form.url)})
        assert page.url.path == "/pos/", page.text
        assert len(set(re.findall(r'data-table="(\d+)"', page.text))) >= DEMO_TABLES
        assert all(cookie.secure for cookie in client.cookies.jar)
        assert all(cookie.name.startswith("__Host-") for cookie in client.cookies.jar)
        assert "max-age=31536000" in page.headers["Strict-Transport-Security"]


NOTHING_TO_PACK = 200  # bytes; what would not get smaller is sent as it is


def static_files(shop: Deployment) -> None:
    """Styles and scripts carry their hash, are compressed, and may be kept for ever."""
    with shop.client() as client:
        page = client.get("/pos/login/").text
        for path in re.findall(r'"(/static/[^"]+\.(?:css|js))"', page):
            file = client.get(path)
            assert re.search(r"\.[0-9a-f]{12}\.(css|js)$", path), path
            assert "immutable" in file.headers["Cache-Control"], file.headers
            packed = file.headers.get("Content-Encoding") in ("gzip", "br")
            assert packed or len(file.content) < NOTHING_TO_PACK, path


def renew_one_after_the_other(shop: Deployment) -> None:
    """Stop and start each instance under load: no till hears anything but its answer."""
    stop, failures, sold = threading.Event(), [], []

    def till(table_id: int) -> None:
        with shop.client() as client:
            log_in(client)
            while not stop.is_set():
                try:
                    sell(client, table_id)
                except (httpx.TransportError, AssertionError) as lost:
                    failures.append(str(lost))
                    return
                sold.append(table_id)

    tills = [threading.Thread(target=till, args=(table_id,)) for table_id in (2, 3, 4, 5)]
    for each in tills:
        each.start()
    for port in shop.instances:
        time.sleep(1)
        shop.stop(f"web {port}")
        shop.start_instance(port)
    time.sleep(1)
    stop.set()
    for each in tills:
        each.join(PATIENCE)
    assert not failures, failures
    assert len(sold) > len(tills), sold


def one_away(shop: Deployment) -> None:
    """With one instance gone for good one till hears "try again"; then the other sells alone."""
    gone = shop.instances[0]
    with shop.client() as client:
        log_in(client)
        shop.stop(f"web {gone}")
        shop.sockets.pop(gone).close()
        # Caddy asks the one that is gone again after 5 s: a password alone takes long to check.
        heard = [client.get("/menus").status_code for _ in range(4)]
        assert sorted(heard)[:3] == [200] * 3, heard  # at most one was told to try again
        sell(client, 7)
    shop.start_instance(gone)


def both_away(shop: Deployment) -> None:
    """With no instance left Caddy says the shop's own words, and the shop comes back by itself."""
    for port in shop.instances:
        shop.stop(f"web {port}")
        shop.sockets.pop(port).close()
    with shop.client() as client:
        answer = client.get("/tables")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3"), answer.text
        assert answer.json()["error"] == "NETWORK_TIMEOUT"
        page = client.get("/pos/")
        assert page.status_code == 503
        assert 'http-equiv="refresh" content="3"' in page.text
        for port in shop.instances:
            shop.start_instance(port)
        back = f"the shop behind {client.base_url}"
        wait_until(lambda: client.get("/pos/login/").status_code == 200, back)


def slow_callers_at_an_instance(shop: Deployment) -> None:
    """With 40 slow callers of each kind at one instance it serves the next one."""
    port = shop.instances[0]
    told = {"X-Forwarded-Proto": "https", "Host": NAME}
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=told) as client:
        served_beside_slow_callers(client, port)


def slow_callers_at_caddy(shop: Deployment) -> None:
    """With 40 slow callers of each kind at Caddy the shop behind it serves the next one."""
    with shop.client() as client:
        trust = ssl.create_default_context(cafile=str(shop.authority))
        served_beside_slow_callers(client, shop.https, trust)


def served_beside_slow_callers(client: httpx.Client, port: int, trust=None) -> None:
    """Log in, sell and ask whether it lives while they are all there; print the seconds."""
    commands = {
        "live": lambda: client.get("/health/live").raise_for_status(),
        "log in": lambda: log_in(client),
        "open, add and pay": lambda: sell(client, 8),
    }
    with slow_callers(port, HALF | READS_NOTHING, NAME, trust) as callers:
        for name, command in commands.items():
            started = time.monotonic()
            command()
            print(
                f"   {time.monotonic() - started:5.2f} s  {name}, beside slow callers", flush=True
            )
        assert all(is_open(caller) for kind in HALF for caller in callers[kind])


def books(shop: Deployment) -> None:
    """After all of it the books are right and nothing is stuck."""
    shop.run("python", "manage.py", "check_ledger")
    shop.run("python", "manage.py", "recover_orders", "--hours", "0")


def service_worker(shop: Deployment) -> None:
    """A real Chromium that trusts the authority logs in and registers the service worker."""
    trust_in_chromium(shop)
    ensure_driver()
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(),
            args=arguments,
            env=os.environ | {"HOME": str(shop.folder)},
        )
        page = browser.new_page(ignore_https_errors=False)
        page.goto(f"{shop.url}/pos/login/")
        page.get_by_label("ชื่อผู้ใช้").fill(MANAGER)
        page.get_by_label("รหัสผ่าน").fill(PASSWORD)
        page.get_by_role("button", name="เข้าสู่ระบบ").click()
        page.wait_for_url(f"{shop.url}/pos/")
        assert page.evaluate("window.isSecureContext")
        try:
            assert page.evaluate(REGISTER) == f"{shop.url}/sw.js"
        except PlaywrightError as refused:
            raise AssertionError(refused.message) from refused
        finally:
            browser.close()


# `ready` waits for ever when nothing takes over, so the wait has an end.
REGISTER = """async () => {
    const late = new Promise((_, no) => setTimeout(() => no(new Error("not ready")), 15000));
    await navigator.serviceWorker.register("/sw.js");
    const ready = await Promise.race([navigator.serviceWorker.ready, late]);
    return ready.active.scriptURL;
}"""


def trust_in_chromium(shop: Deployment) -> None:
    """Put the authority where Chromium looks for it: the account's own certificate store."""
    store = shop.folder / ".pki" / "nssdb"
    store.mkdir(parents=True)
    certutil, database = find_program("certutil"), f"sql:{store}"
    for arguments in (
        ("-N", "--empty-password"),
        ("-A", "-t", "C,,", "-n", "pos", "-i", str(shop.authority)),
    ):
        subprocess.run([certutil, "-d", database, *arguments], check=True, capture_output=True)


STEPS = (
    units,
    release,
    start,
    certificate,
    sell_by_program,
    sell_by_pages,
    static_files,
    slow_callers_at_an_instance,
    slow_callers_at_caddy,
    renew_one_after_the_other,
    one_away,
    both_away,
    books,
    service_worker,
)


@contextlib.contextmanager
def deployment() -> Iterator[Deployment]:
    """Yield what is to be checked; nothing of it is left at the end."""
    folder = Path(tempfile.mkdtemp(prefix="pos-deploy-"))
    with PostgresServer() as postgres:
        shop = Deployment(folder, postgres.url)
        try:
            yield shop
        finally:
            shop.stop_all()
            shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Take the steps; return 0, or 1 with the words of the one that failed."""
    unwind_on_signals()
    try:
        with deployment() as shop:
            for step in STEPS:
                started = time.monotonic()
                try:
                    step(shop)
                except AssertionError as failed:
                    print(f"{shop.log()}\nFAILED  {step.__doc__}\n{failed}", file=sys.stderr)
                    return 1
                print(f"ok {time.monotonic() - started:5.1f} s  {step.__doc__}", flush=True)
    except EngineMissing as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
