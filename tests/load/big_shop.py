"""A shop with years behind it, to measure on: `python -m tests.load.big_shop --orders 300000`.

Fills the demo restaurant of DATABASE_URL or VAR_DIR (migrate and load_demo first) with what
tests/load/history.py writes.
"""

import argparse
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pos_project.settings")
os.environ["POS_COMMAND"] = "1"
django.setup()

from tests.load.history import fill  # noqa: E402 (settings stand first)

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=300_000)
    fill(parser.parse_args().orders)
