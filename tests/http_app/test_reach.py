"""Another device may come in as soon as one sign says so; then the shop is no demo."""

import os
import subprocess
import sys

import pytest

from http_app.reach import is_reachable
from tests.server import ROOT

OWN = {"listens_on": ["127.0.0.1"], "names": ["127.0.0.1", "localhost", "[::1]"], "told": False}


@pytest.mark.parametrize(
    ("sign", "found"),
    [
        ({}, False),
        ({"listens_on": ["::1", "127.0.0.2", "localhost"]}, False),
        ({"names": []}, False),
        ({"listens_on": ["0.0.0.0"]}, True),
        ({"listens_on": ["127.0.0.1", "::"]}, True),
        ({"listens_on": ["192.168.1.10"]}, True),
        ({"names": ["localhost", "pos.lan"]}, True),
        ({"names": ["*"]}, True),
        ({"names": ["127.0.0.1", "[fe80::1]"]}, True),
        ({"told": True}, True),
    ],
)
def test_one_sign_is_enough(sign, found):
    assert is_reachable(**(OWN | sign)) is found


@pytest.mark.parametrize(
    ("env", "demo"),
    [
        ({}, "True"),
        ({"HOST": ""}, "True"),
        ({"HOST": "0.0.0.0"}, "False"),
        ({"HTTPS": "1"}, "False"),
        ({"ALLOWED_HOSTS": "pos.lan"}, "False"),
        ({"PLAIN_HTTP": "1"}, "False"),
    ],
)
def test_an_embedded_shop_that_others_reach_is_no_demo(tmp_path, env, demo):
    """Neither the banner nor the demo restaurant: both ask this one setting."""
    told = "from pos_project import settings; print(settings.DEMO)"
    done = subprocess.run(
        [sys.executable, "-c", told],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path)} | env,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == demo
