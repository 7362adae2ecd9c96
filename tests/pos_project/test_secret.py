"""The embedded shop's own secret: long, kept, private, and one for all processes."""

import stat
import threading
from pathlib import Path

from pos_project.secret import embedded_secret


def test_it_is_long_and_stays_the_same(tmp_path):
    secret = embedded_secret(tmp_path)
    assert len(secret) >= 50
    assert embedded_secret(tmp_path) == secret


def test_two_shops_have_two_secrets(tmp_path):
    shops = [tmp_path / name for name in ("one", "two")]
    for shop in shops:
        shop.mkdir()
    assert embedded_secret(shops[0]) != embedded_secret(shops[1])


def test_only_its_owner_reads_the_file(tmp_path):
    embedded_secret(tmp_path)
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_nothing_else_is_left_beside_it(tmp_path):
    embedded_secret(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def first_starts(var_dir: Path, processes: int) -> list[str]:
    """Start several at the same moment; return the secret each of them read."""
    together, secrets = threading.Barrier(processes), []

    def start() -> None:
        together.wait(10)
        secrets.append(embedded_secret(var_dir))

    threads = [threading.Thread(target=start) for _ in range(processes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return secrets


def test_first_starts_at_the_same_moment_agree_on_one_whole_secret(tmp_path):
    for attempt in range(20):
        shop = tmp_path / str(attempt)
        shop.mkdir()
        secrets = first_starts(shop, 8)
        assert len(secrets) == 8
        assert len(set(secrets)) == 1
        assert len(secrets[0]) >= 50
