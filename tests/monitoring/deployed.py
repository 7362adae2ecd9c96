"""What deploy/ gives to a shop's monitor."""

import json
import re

from tests.server import ROOT

PROMETHEUS = ROOT / "deploy" / "prometheus"
RULES = PROMETHEUS / "pos_rules.yml"
DASHBOARD = ROOT / "deploy" / "grafana" / "pos_dashboard.json"
_FIGURE = re.compile(r"\bpos_[a-z0-9_]+\b")
_RECORDED = re.compile(r"\bpos:[a-z0-9_:]+\b")


def panels() -> list[dict]:
    """Return the dashboard's panels."""
    return json.loads(DASHBOARD.read_text())["panels"]


def questions() -> list[str]:
    """Return every expression of the dashboard."""
    return [target["expr"] for panel in panels() for target in panel["targets"]]


def alerts() -> set[str]:
    """Return the names of all alerts."""
    return set(re.findall(r"^ +- alert: (\w+)$", RULES.read_text(), re.MULTILINE))


def figures_asked_for() -> set[str]:
    """Return the names of the shop's own figures in all rules and all panels."""
    return set(_FIGURE.findall("\n".join([RULES.read_text(), *questions()])))


def recorded_figures() -> tuple[set[str], set[str]]:
    """Return the names that rules record, and those that rules and panels ask for."""
    text = RULES.read_text()
    made = set(re.findall(r"^ +- record: (\S+)$", text, re.MULTILINE))
    return made, set(_RECORDED.findall("\n".join([text, *questions()])))
