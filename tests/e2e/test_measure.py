"""What it costs to show an answer as it comes, beside plain text: `python -m tests.e2e.measure` tells more."""

import pytest

from tests.e2e.chromium import NoChromium, find
from tests.e2e.measure import FRONTEND, measured

MOST = {"prose": 3.5, "list": 6.0, "table": 7.0}
"""Script CPU at 1,000 tokens a second, as a multiple of plain text. Read anew each time, a list took 10 and a table 8."""


@pytest.mark.nightly
@pytest.mark.timeout(300)
async def test_showing_an_answer_costs_a_few_times_plain_text() -> None:
    try:
        find()
    except NoChromium as error:
        pytest.skip(str(error))
    found = await measured(FRONTEND, list(MOST), [1000])
    ratios = {name: client.script_s / floor.script_s for (name, _), (client, floor) in found.items()}
    assert {name: ratio for name, ratio in ratios.items() if ratio > MOST[name]} == {}
