"""The vector of the page about petitions is what the library makes of it."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from uuid import UUID

from scrutiny.identity import joint_keys, signatures
from scrutiny.organisation.councils.petitions import KeyList, Kind, Petition

PAGE = Path(__file__).resolve().parents[2] / "docs/protocol/petitions.md"
HALVES = [bytes([1]) * 32, bytes([2]) * 32]


def said(name: str) -> str:
    found = re.search(rf"^    {name} +(.+)$", PAGE.read_text(), re.M)
    assert found
    return found[1]


def test_the_vector_is_what_comes_out() -> None:
    public = joint_keys.joined_public(map(joint_keys.public_half, HALVES))
    keys = KeyList((public,))
    unit, name = (UUID(f"00000000-0000-4000-8000-00000000000{n}") for n in (1, 9))
    petition = Petition(
        name, Kind.BALLOT, "ab" * 32, f"assembly:{unit}", keys.digest, None, said("text"), dt.date(2026, 3, 2),
        dt.date(2026, 5, 1),
    )  # fmt: skip
    assert (public.hex(), keys.digest) == (said("key"), said("digest"))
    assert petition.statement().decode() == said("statement")
    assert petition.message().hex() == said("message")
    made = joint_keys.sign(joint_keys.joined_secret(HALVES), petition.message())
    assert made.hex() == said("signature")
    signatures.verify(public, petition.message(), made)
