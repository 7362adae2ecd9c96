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
