"""`make deploy-check`: the production shape, started for real as far as one machine can show it.

The Procfile's own commands against a throw-away PostgreSQL, twice, behind Debian's Caddy with the
shipped Caddyfile on loopback: log in and sell over HTTPS with nothing but the shop's certificate
authority trusted, renew one instance after the other under load, take both away, and register the
service worker in a real Chromium. Each step is a line; the first that fails ends it with exit 1.
"""

import contextlib
import os
import re
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright

from tests.engines import EngineMissing
from tests.engines.chromium import find_chromium
from tests.engines.debian import find_program
from tests.engines.driver import ensure_driver
from tests.engines.postgres import PostgresServer, free_port
from tests.engines.processes import unwind_on_signals
from tests.server import KEPT, ROOT

NAME = "localhost"  # resolves everywhere; the shop's own name does not
PATIENCE = 30  # seconds for a part to start or to stop
PASSWORD = secrets.token_urlsafe(12)


class Deployment:
    """PostgreSQL, two instances of the shop and Caddy, each from the files that ship."""

    def __init__(self, folder: Path, database_url: str):
        self.folder = folder
        self.http, self.https, admin, *self.instances = (free_port() for _ in range(5))
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        # The Procfile says `python` and `gunicorn`: those of this virtual environment.
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        self.shop_env = kept | {
            "PATH": path,
            "DATABASE_URL": database_url,
            "SECRET_KEY": secrets.token_urlsafe(64),
            "ALLOWED_HOSTS": NAME,
            "HTTPS": "1",
            "VAR_DIR": str(folder / "var"),
            "WEB_CONCURRENCY": "1",
            "DEMO": "1",
            "DEMO_PASSWORD": PASSWORD,
        }
        self.caddy_env = kept | {
            "HOME": str(folder),
            "XDG_DATA_HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder),
            "POS_HOST": NAME,
            "POS_HTTP_PORT": str(self.http),
            "POS_HTTPS_PORT": str(self.https),
            "POS_HTTPS_SUFFIX": f":{self.https}",
            "POS_CADDY_ADMIN": f"localhost:{admin}",
            "POS_CA_FOLDER": str(self.authority.parent),
            "POS_INSTANCES": " ".join(f"127.0.0.1:{port}" for port in self.instances),
        }
        self.sockets: dict[int, socket.socket] = {}
        self.running: dict[str, subprocess.Popen] = {}

    @property
    def authority(self) -> Path:
        """The certificate of the shop's own authority, which Caddy makes at its first start."""
        return self.folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"

    @property
    def url(self) -> str:
        return f"https://{NAME}:{self.https}"

    def client(self, **options) -> httpx.Client:
        """Return a client that trusts the shop's authority and nobody else."""
        trust = ssl.create_default_context(cafile=str(self.authority))
        return httpx.Client(base_url=self.url, verify=trust, timeout=PATIENCE, **options)

    def run(self, *command: str) -> None:
        """Run one command of the shop to its end; it must succeed."""
        done = subprocess.run(
            command, cwd=ROOT, env=self.shop_env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{' '.join(command)}: {done.stdout}{done.stderr}"

    def start_instance(self, port: int) -> None:
        """Start the Procfile's `web` on the socket of `port` and wait until it answers.

        The socket is held here, as systemd holds it by deploy/systemd/pos@.socket: it stands while
        nobody serves it. `exec`, because systemd signals the program, not a shell.
        """
        if port not in self.sockets:
            self.sockets[port] = socket.create_server(("127.0.0.1", port), backlog=512)
        held = self.sockets[port].fileno()
        handed_over = f"exec 3<&{held}; LISTEN_FDS=1 LISTEN_PID=$$ exec {procfile()['web']}"
        self._start(f"web {port}", ["bash", "-c", handed_over], self.shop_env, held)
        wait_until(lambda: _answers(f"http://127.0.0.1:{port}/health"), f"instance {port}")

    def start_caddy(self) -> None:
        """Start Caddy with the shipped Caddyfile and wait for its authority and first answer."""
        config = str(ROOT / "deploy" / "Caddyfile")
        command = [find_program("caddy"), "run", "--adapter", "caddyfile", "--config", config]
        self._start("caddy", command, self.caddy_env)
        wait_until(self.authority.exists, "Caddy's certificate authority")
        wait_until(lambda: _answers(f"http://{NAME}:{self.http}/ca.crt"), "Caddy")

    def stop(self, name: str) -> None:
        """End a part the polite way."""
        process = self.running.pop(name)
        process.terminate()
        process.wait(PATIENCE + 10)

    def stop_all(self) -> None:
        """End everything that still runs."""
        for process in self.running.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.running.values():
            process.wait(PATIENCE + 10)

    def log(self) -> str:
        """What all parts wrote, the last of it."""
        return "\n".join(
            f"--- {path.name}\n{path.read_text(errors='replace')[-3000:]}"
            for path in sorted(self.folder.glob("*.log"))
        )

    def _start(self, name: str, command: list[str], env: dict[str, str], *held: int) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command,
                cwd=ROOT,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=held,
                start_new_session=True,
            )


def procfile() -> dict[str, str]:
    """Return the Procfile's commands by name."""
    lines = (ROOT / "Procfile").read_text().splitlines()
    return dict(line.split(": ", 1) for line in lines)


def wait_until(happened: Callable[[], bool], what: str) -> None:
    """Wait for a part to be there."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, f"{what} was not there after {PATIENCE} s"
        time.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        httpx.get(url, timeout=2)
    except httpx.TransportError:
        return False
    return True


def release(shop: Deployment) -> None:
    """The Procfile's `release`: migrations and static files."""
    shop.run("sh", "-c", procfile()["release"])
    shop.run("python", "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    shop.run("python", "manage.py", "load_demo")


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
    """Give a client the cashier's token."""
    answer = client.post("/auth/login", json={"username": "staff001", "password": PASSWORD})
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
    """Send an act once."""
    answer = client.post(path, json=body, headers={"Idempotency-Key": str(uuid.uuid4())})
    assert answer.status_code == status, f"{path}: {answer.status_code} {answer.text}"
    return answer.json()


def sell_by_pages(shop: Deployment) -> None:
    """Log in through the form, with a cookie that only travels over HTTPS, and see the map."""
    with shop.client(follow_redirects=True) as client:
        form = client.get("/pos/login/")
        word = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form.text).group(1)
        person = {"username": "staff001", "password": PASSWORD, "csrfmiddlewaretoken": word}
        page = client.post("/pos/login/", data=person, headers={"Referer": str(form.url)})
        assert page.url.path == "/pos/", page.text
        assert page.text.count('class="tile ') == 12
        assert all(cookie.secure for cookie in client.cookies.jar)
        assert "max-age=31536000" in page.headers["Strict-Transport-Security"]


def static_files(shop: Deployment) -> None:
    """Styles and scripts carry their hash, are compressed, and may be kept for ever."""
    with shop.client() as client:
        page = client.get("/pos/login/").text
        for path in re.findall(r'"(/static/[^"]+\.(?:css|js))"', page):
            file = client.get(path)
            assert re.search(r"\.[0-9a-f]{12}\.(css|js)$", path), path
            assert "immutable" in file.headers["Cache-Control"], file.headers
            assert file.headers.get("Content-Encoding") in ("gzip", "br"), path


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
        assert client.get("/pos/login/").status_code == 200


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
        page.get_by_label("ชื่อผู้ใช้").fill("staff001")
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
    renew_one_after_the_other,
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
