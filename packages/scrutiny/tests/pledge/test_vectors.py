"""The published vectors hold, and are those that the tool writes; what the browser makes holds too."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scrutiny.elections.strict import compact
from scrutiny.errors import Unverified
from scrutiny.identity.signatures import public_key
from scrutiny.pledge import board as boards
from scrutiny.pledge import (
    cards,
    ceremony,
    checks,
    counting,
    entries,
    manifest,
    opening,
    partials,
    polynomials,
    ristretto,
)
from scrutiny.pledge.entries import Draws, Signer
from scrutiny.pledge.manifest import Manifest, Signatures
from scrutiny.pledge.payload import Eligible
from scrutiny.pledge.trigger import Trigger

ROOT = Path(__file__).resolve().parents[4]
FILE = ROOT / "docs/protocol/vectors/pledges.json"
KNOWN: dict[str, Any] = json.loads(FILE.read_text())


def whole() -> Manifest:
    return manifest.read(KNOWN["manifest"].encode())


def raw(text: str) -> bytes:
    return bytes.fromhex(text)


def scalar(text: str) -> int:
    return ristretto.scalar(raw(text))


def test_the_file_is_the_one_that_the_tool_writes() -> None:
    code = "import sys; from tools.make_pledge_vectors import main; main(sys.stdout.write)"
    made = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert made.stdout == FILE.read_text()


def test_the_manifest_holds() -> None:
    found = whole()
    assert (found.h.hex(), found.key.hex()) == (KNOWN["h"], KNOWN["key"])
    assert [part.hex() for part in found.parts] == KNOWN["parts"]
    manifest.check(found)
    signed = KNOWN["signatures"]
    manifest.check_signatures(
        found, Signatures(tuple(map(raw, signed["dealers"])), tuple(map(raw, signed["trustees"])))
    )


@pytest.mark.parametrize("vector", KNOWN["cards"])
def test_cards_are_read_and_written(vector: dict[str, Any]) -> None:
    card = cards.read(vector["code"])
    assert (card.deck, card.index, card.seed.hex()) == (vector["deck"], vector["index"], vector["seed"])
    assert (cards.second_code(card), cards.groups(card)) == (vector["code"], vector["groups"])
    cards.check(whole(), card)


@pytest.mark.parametrize("vector", KNOWN["entries"], ids=lambda vector: vector["name"])
def test_the_same_draws_make_the_same_entry(vector: dict[str, Any]) -> None:
    drawn = vector["draws"]
    draws = Draws(tuple(map(scalar, drawn["decks"])), scalar(drawn["trustees"]), scalar(drawn["proof"]))
    seeds = tuple(map(raw, vector["seeds"]))
    signer = Signer(vector["name"], vector["workplace"], tuple(map(public_key, seeds)), seeds, vector["paper"])
    made = entries.make(whole(), [cards.read(code) for code in vector["cards"]], signer, draws)
    assert (bytes(made).hex(), made.hash().hex()) == (vector["entry"], vector["hash"])
    assert entries.short_code(made.hash()) == vector["short"]
    assert checks.check(whole(), raw(vector["entry"])) == made


@pytest.mark.parametrize("vector", KNOWN["refused"], ids=lambda vector: vector["attack"])
def test_hostile_entries_are_refused_at_their_step(vector: dict[str, Any]) -> None:
    with pytest.raises(Unverified) as refused:
        checks.check(whole(), raw(vector["entry"]))
    assert refused.value.data["step"] == vector["step"]


def trigger_of(found: Manifest) -> Trigger:
    board = boards.read([content.encode() for content in KNOWN["record"]], found.h)
    tally = counting.count(found, board, counting.of_served(raw(one["entry"]) for one in KNOWN["entries"]))
    return Trigger(found, board.size, board.root, tally, 0, (1, 2))


def everyone() -> Eligible:
    return Eligible(frozenset(public_key(raw(seed)) for one in KNOWN["entries"] for seed in one["seeds"]))


def test_the_bundles_open_to_the_names() -> None:
    found = whole()
    made, told = trigger_of(found), KNOWN["trustees"]
    assert made.set_hash().hex() == told["set"]
    read = [partials.read(found, raw(one)) for one in told["bundles"]]
    opened = opening.open_all(made, read[1:], everyone())
    names = [{"entry": one.entry.hex(), "name": one.payload.name} for one in opened.signed]
    assert (names, opened.void) == (told["opening"]["signed"], ())


@pytest.fixture(scope="module")
def browser() -> dict[str, Any]:
    """What the browser's code makes: a deck, an entry, a trustee's bundle, sealed."""
    if shutil.which("node") is None or not (ROOT / "frontend/node_modules").exists():
        pytest.skip("needs node")
    done = subprocess.run(
        ["node", "tests/pledge.mjs"],
        cwd=ROOT / "frontend",
        input=FILE.read_text(),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_an_entry_of_the_browser_counts(browser: dict[str, Any]) -> None:
    entry = checks.check(whole(), raw(browser["entry"]))
    assert entry.hash().hex() == browser["hash"]


def test_a_manifest_with_decks_of_the_browser_holds_and_so_do_its_cards(browser: dict[str, Any]) -> None:
    found = manifest.read(browser["manifest"].encode())
    manifest.check(found)
    for code in browser["codes"]:
        cards.check(found, cards.read(code))


def test_what_a_trustee_seals_in_the_browser_opens(browser: dict[str, Any]) -> None:
    found = whole()
    for entry in KNOWN["entries"]:
        plain = partials.unsealed(raw(browser["sealed"]), raw(entry["reader"]))
    ours = partials.read(found, raw(KNOWN["trustees"]["bundles"][2]))
    opened = opening.open_all(trigger_of(found), [partials.read(found, plain), ours], everyone())
    assert len(opened.signed) == len(KNOWN["entries"])


def test_a_trustees_key_that_was_made_in_browsers_holds(browser: dict[str, Any]) -> None:
    found, rounds = whole(), browser["ceremony"]
    made = {
        "threshold": found.terms.needed,
        "certs": rounds["certs"],
        "coefexps": rounds["coefexps"],
        "signatures": [one["signature"] for one in rounds["ended"]],
        "verification_keys": [one["key"] for one in rounds["ended"]],
    }
    key = ceremony.read(found.terms, compact([["Pedersen", made]]).decode())
    shares = {n: int(one["secret"]) for n, one in enumerate(rounds["ended"], 1)}
    secret = polynomials.interpolated({n: shares[n] for n in (1, 3)})
    assert ristretto.base(secret) == ceremony.public_key(found.group, key)
