"""The alert rules and the dashboard, judged by Prometheus' own tool."""

import json
import subprocess

import pytest

from tests.engines.promtool import find_promtool
from tests.monitoring import deployed

pytestmark = pytest.mark.no_database

# What the owner asked to be watched, and by which figures and alerts it is.
WATCHED = {
    "request rate per endpoint": ("pos_http_requests_total", "NoRequests"),
    "4xx": ("pos:requests_4xx:ratio5m", "ManyClientErrors"),
    "5xx": ("pos:requests_5xx:ratio5m", "ServerErrors"),
    "average response time": ("pos:request_seconds:mean5m", "SlowAnswers"),
    "connection pool usage": ("pos:db_pool:used_ratio", "PoolNearlyFull"),
    "number of open orders": ("pos_orders_open", "ManyOpenOrders"),
    "payment success rate": ("pos:payments:success_ratio30m", "PaymentsRefused"),
    "stuck orders": ("pos_orders_stuck", "StuckOrders"),
    "backup too old": ("pos_last_backup_age_seconds", "BackupInTrouble"),
}


def promtool(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [find_promtool(), *arguments],
        cwd=deployed.PROMETHEUS,
        capture_output=True,
        text=True,
        check=False,
    )


def is_content(*arguments: str) -> None:
    done = promtool(*arguments)
    assert done.returncode == 0, done.stdout + done.stderr


def test_promtool_accepts_the_rules():
    is_content("check", "rules", "pos_rules.yml")


def test_promtool_accepts_the_configuration():
    is_content("check", "config", "--syntax-only", "prometheus.yml")


def test_the_rules_call_when_they_should_and_only_then():
    is_content("test", "rules", "pos_rules_test.yml")


def test_a_rule_that_calls_too_late_would_be_found(tmp_path):
    for name in ("pos_rules.yml", "pos_rules_test.yml"):
        text = (deployed.PROMETHEUS / name).read_text()
        (tmp_path / name).write_text(text.replace("for: 5m", "for: 50m"))
    assert promtool("test", "rules", str(tmp_path / "pos_rules_test.yml")).returncode != 0


def test_every_question_of_the_dashboard_is_one(tmp_path):
    """promtool reads rules; JSON is YAML, so each question becomes a rule."""
    asked = [
        {"record": f"panel:question{number}", "expr": expr}
        for number, expr in enumerate(deployed.questions())
    ]
    assert len(asked) > 20
    path = tmp_path / "questions.yml"
    path.write_text(json.dumps({"groups": [{"name": "panels", "rules": asked}]}))
    is_content("check", "rules", str(path))


@pytest.mark.parametrize("line", WATCHED)
def test_each_line_of_the_owners_list_is_watched_and_shown(line):
    figure, alert = WATCHED[line]
    assert alert in deployed.alerts()
    assert any(figure in question for question in deployed.questions())


def test_every_recorded_figure_that_is_asked_for_is_recorded():
    made, asked = deployed.recorded_figures()
    assert made == asked


def test_every_alert_says_what_to_do_in_thai():
    text = deployed.RULES.read_text()
    assert len(deployed.alerts()) == text.count("summary: ") == text.count("description: ")


def test_panels_stand_apart_and_have_thai_names():
    panels = deployed.panels()
    assert len({panel["id"] for panel in panels}) == len(panels)
    taken = set()
    for panel in panels:
        at = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert at["x"] + at["w"] <= 24
        assert not cells & taken, panel["title"]
        taken |= cells
