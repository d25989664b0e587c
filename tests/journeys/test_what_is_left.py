"""After all journeys: what the site keeps and what it said while it ran tells nothing of those who used it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from scrutiny.identity.words import card_bytes, card_numbers, card_words
from tests.journeys.organisation import Organisation
from tests.journeys.site import AGENT, NETWORK, Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_neither_the_data_folder_nor_the_log_holds_a_trace(organisation: Organisation, site: Site) -> None:
    assert len(site.cards) >= 3
    assert any(path.name.endswith("-wal") for path in site.data.rglob("*"))
    assert site.left_behind() == []


def test_the_names_that_people_chose_are_there_so_the_search_does_reach_them(
    organisation: Organisation, site: Site
) -> None:
    seen = dataclasses.replace(site, canaries={organisation.heron.name})
    assert [found for found in seen.left_behind() if "Heron" in found]


def traces_of_one(site: Site) -> dict[str, bytes]:
    card = site.cards[0]
    return {
        "words": "  ".join(card_words(card)[2:5]).title().encode(),
        "numbers": ", ".join(card_numbers(card)[7:]).encode(),
        "bytes": card_bytes(card),
        "agent": AGENT.upper().encode(),
        "network": NETWORK.encode(),
    }


@pytest.mark.parametrize("written", ["words", "numbers", "bytes", "agent", "network"])
def test_a_trace_in_the_data_folder_would_be_found(
    organisation: Organisation, site: Site, tmp_path: Path, written: str
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "file").write_bytes(b"\0\1" + traces_of_one(site)[written])
    planted = dataclasses.replace(site, data=tmp_path / "data")
    assert [found for found in planted.left_behind() if found.endswith("in file")]


@pytest.mark.parametrize("written", ["words", "numbers", "agent", "network"])
def test_a_trace_in_the_log_would_be_found(
    organisation: Organisation, site: Site, tmp_path: Path, written: str
) -> None:
    log = tmp_path / "log"
    log.write_bytes(b"Serving /data\nsomething went wrong: " + traces_of_one(site)[written])
    planted = dataclasses.replace(site, data=tmp_path / "nothing", log=log)
    assert [found for found in planted.left_behind() if found.endswith("in the log")]
