"""What `make bench` makes of its runs."""

import json
import math

import pytest

from tests.load.report import (
    Measured,
    Report,
    last_report,
    percentile,
    percentiles,
    sentences,
    table,
)
from tests.load.twin import Told, told
from tests.load.usage import Reading, shares

pytestmark = pytest.mark.no_database

CPU = {"load maker": 4.0, "server": 61.0, "database": 22.0, "other work": 3.0}
LATENCY = {"open": [10.0, 20.0, 30.0], "add": [11.0, 21.0, 31.0], "pay": [12.0, 22.0, 32.0]}
STATEMENTS = {"open": (8, 4), "add": (11, 8), "pay": (11, 4), "raw": (13, 5)}


def run(clients, rate, *, errors=0, other=3.0):
    return Measured(clients, rate, errors, [], CPU | {"other work": other}, LATENCY)


def report(raw=(1000, 1200, 1000), ten=(110, 55), hundred=(44, 66), **changed):
    facts = {
        "at": "2026-11-27T12:00:00Z",
        "commit": "abc1234",
        "machine": "2 cores",
        "cores": 2,
        "orders": 0,
        "raw": [run(8, rate) for rate in raw],
        "shop": {10: [run(10, rate) for rate in ten], 100: [run(100, rate) for rate in hundred]},
        "statements": STATEMENTS,
        "worker_megabytes": [78.2, 80.6],
        "books": "all are in the books",
    }
    return Report(**facts | changed)


def test_a_percentile_is_a_value_that_was_measured():
    hundred = list(range(100, 0, -1))
    assert [percentile(hundred, percent) for percent in (50, 95, 99, 100)] == [50, 95, 99, 100]
    assert percentile([7], 1) == percentile([7], 99) == 7
    assert percentile([1, 2, 3], 95) == 3
    assert math.isnan(percentile([], 50))
    assert percentiles([0.002, 0.001, 0.004]) == [2, 4, 4]


def test_a_run_is_compared_with_the_raw_runs_on_both_its_sides():
    assert report().shares(10) == [100 * 110 / 1100, 100 * 55 / 1100]
    # The machine became half as fast in the middle: the shares stay what they were.
    assert report(raw=(1000, 1000, 500, 500), ten=(100, 75, 50)).shares(10) == [10, 10, 10]


def test_the_table_tells_rates_shares_latencies_and_errors():
    failing = {10: [run(10, 110, errors=2), run(10, 55)], 100: [run(100, 44), run(100, 66)]}
    rows = [row.strip("| ").split(" | ") for row in table(report(shop=failing))]
    assert rows[2][1:] == ["1,000 (1,000 to 1,200)", "82 (55 to 110)", "55 (44 to 66)"]
    assert rows[3][1:] == ["100", "**7.5 (5.0 to 10.0)**", "**5.0 (4.0 to 6.0)**"]
    assert [row[0].split(":")[0] for row in rows[4:7]] == ["open", "add", "pay"]
    assert rows[4][2:] == ["10 / 20 / 30"] * 2
    assert rows[7] == ["errors", "0", "2", "0"]
    assert rows[8][1:] == ["4, 61, 22, 3"] * 3
    assert rows[9][1:] == ["0.1, 1.2, 0.4", "1.1, 16.6, 6.0", "1.5, 23.1, 8.3"]
    assert rows[10][1:] == ["13", "30 (8.0 + 11.0 + 11.0)", "30 (8.0 + 11.0 + 11.0)"]
    assert rows[12][1:] == ["", "81", "81"]


def test_a_shared_machine_is_told_and_a_quiet_one_is_not():
    busy = report(raw=(1000, 1200), ten=(110,), hundred=(44,))
    busy.shop[100][0].cpu["other work"] = 41.0
    assert "THE MACHINE WAS SHARED: other work took up to 41 %" in " ".join(sentences(busy, None))
    assert "SHARED" not in " ".join(sentences(report(), None))


def test_a_report_is_kept_and_found_by_the_next_one_on_a_shop_of_its_size(tmp_path):
    assert last_report(tmp_path, 0) is None
    path = report().save(tmp_path)
    report(at="2026-11-28T12:00:00Z", orders=1000).save(tmp_path)
    before = last_report(tmp_path, 0)
    assert before == json.loads(path.read_text())
    assert sentences(report(), before)[-1] == (
        "The time before (2026-11-27T12:00:00Z, abc1234): "
        "7.5 % at 10 clients, 5.0 % at 100 clients."
    )


def test_shares_of_the_cores_leave_what_nobody_of_ours_took():
    before, after = Reading(10, 1, 5, 2, 100), Reading(20, 2, 12, 6, 115)
    taken = shares(before, after, cores=2)
    assert taken == {"load maker": 5, "server": 35, "database": 20, "other work": 15}


def test_pgbench_is_understood():
    output = (
        "number of transactions actually processed: 7312\n"
        "number of failed transactions: 2 (0.027%)\n"
        "latency average = 6.560 ms\ninitial connection time = 12.3 ms\n"
        "tps = 1218.731 (without initial connection time)\n"
    )
    assert told(output) == Told(7312, 2, 1218.731)
