"""Streams that came and went leave nothing behind; and the soak does find a server that keeps something of each."""

import os
from pathlib import Path

import pytest

from tests.faults.growth import Report, Sample
from tests.faults.soak import soak

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="servers are forked here")


async def test_streams_leave_no_task_thread_or_descriptor(tmp_path: Path) -> None:
    report = await soak(400, tmp_path, every=40, at_once=10, seed=1)
    print(report)
    assert report.faults(memory=False) == []
    assert all(report.ways[way] > 10 for way in ("read", "reset", "close", "return"))


@pytest.mark.nightly
@pytest.mark.timeout(7200)
async def test_fifty_thousand_streams_leave_nothing_behind(tmp_path: Path) -> None:
    report = await soak(50_000, tmp_path, every=1000, seed=2)
    print(report)
    assert report.faults(memory=True) == []


async def test_soak_finds_what_a_leaking_server_leaves(tmp_path: Path) -> None:
    report = await soak(180, tmp_path, every=30, at_once=10, leak=True, seed=3)
    assert {fault.partition(":")[0] for fault in report.faults(memory=False)} == {"tasks", "descriptors"}


@pytest.mark.parametrize(
    ("sizes", "found"),
    [
        ([9, 5, 5, 5, 5, 5, 5, 5, 5, 5], []),
        ([1, 9, 9, 9, 9, 9, 9, 9, 9, 9], []),
        ([5, 5, 5.1, 5.2, 5.3, 5.4, 5.5, 5.6, 5.7, 5.8], []),
        ([5, 5, 5.3, 5.6, 5.9, 6.2, 6.5, 6.8, 7.1, 7.4], ["pss", "rss"]),
    ],
    ids=["shrinks", "warms up", "100 bytes a stream", "300 bytes a stream"],
)
def test_memory_that_grows_with_the_streams_is_found(sizes: list[float], found: list[str]) -> None:
    samples = [Sample(1000 * at, round(size * 1e6), round(size * 1e6), 4, 9, 70) for at, size in enumerate(sizes, 1)]
    assert [fault.partition(":")[0] for fault in Report(samples).faults(memory=True)] == found


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        ([4, 4, 4, 4, 4, 4, 4, 4], []),
        ([4, 90, 90, 90, 90, 130, 90, 90], []),
        ([4, 20, 40, 50, 60, 70, 80, 90], []),
        ([4, 40, 80, 120, 160, 200, 240, 280], ["descriptors"]),
    ],
    ids=["flat", "a pool", "a pool that fills late", "40 in 1000 streams"],
)
def test_descriptors_that_grow_with_the_streams_are_found(counts: list[int], found: list[str]) -> None:
    samples = [Sample(1000 * at, 1, 1, 4, 9, count) for at, count in enumerate(counts, 1)]
    assert [fault.partition(":")[0] for fault in Report(samples).faults(memory=True)] == found
