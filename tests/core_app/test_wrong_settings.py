"""A wrong setting that is read once stops the start with a sentence that names the fix."""

import os
import subprocess
import sys

import pytest

from tests.server import ROOT

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("LOG_FORMAT", "xml", "pos.E030: LOG_FORMAT must be line or json, not 'xml'"),
        ("DAY_STARTS_AT", "25:00", "pos.E040: DAY_STARTS_AT must be a time such as 04:00"),
        ("METRICS_TOKEN", "short", "pos.E031: METRICS_TOKEN is shorter than 20 characters."),
        ("METRICS_ALLOW", "localhost", "pos.E032: METRICS_ALLOW must list addresses such as"),
        ("TRUSTED_PROXIES", "*", "pos.E033: TRUSTED_PROXIES must list addresses such as"),
        (
            "TRUSTED_ORIGINS",
            "https://pos.lan/pos/",
            "pos.E034: TRUSTED_ORIGINS must list addresses",
        ),
        ("ALLOWED_HOSTS", "http://192.168.1.10", "pos.E035: ALLOWED_HOSTS must list names such as"),
        ("ALLOWED_HOSTS", "pos.lan,192.168.1.10:8000", "pos.E035: ALLOWED_HOSTS must list names"),
        ("ALLOWED_HOSTS", "::1", "pos.E035: ALLOWED_HOSTS must list names"),
        ("HTTPS", "oui", "pos.E036: HTTPS must be 1 or 0, not 'oui'."),
        ("PLAIN_HTTP", "ja", "pos.E036: PLAIN_HTTP must be 1 or 0, not 'ja'."),
        ("LIMIT_ADDRESS_READS", "lots", "pos.E041: LIMIT_ADDRESS_READS must be such as 3000/m or"),
        ("CACHE_URL", "127.0.0.1:6379", "pos.E042: CACHE_URL must be such as redis://127.0.0.1"),
        ("PROMPTPAY_ID", "0212345678", "pos.E045: PROMPTPAY_ID must be a mobile number such as"),
        ("PROMPTPAY_ID", "0105500000001", "pos.E045: PROMPTPAY_ID must be a mobile number such as"),
        ("DEMO", "maybe", "pos.E036: DEMO must be 1 or 0, not 'maybe'."),
        ("APPROVAL_FROM", "lots", "pos.E043: APPROVAL_FROM must be an amount of baht such as 0"),
        ("APPROVALS", "never", "pos.E044: APPROVALS must be asked or listed, not 'never'"),
        ("IGNORE_CLOCK", "2", "pos.E036: IGNORE_CLOCK must be 1 or 0, not '2'."),
    ],
)
def test_it_stops_with_a_sentence(tmp_path, name, text, sentence):
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), name: text},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(sentence)
    assert len(done.stderr.strip().splitlines()) == 1
