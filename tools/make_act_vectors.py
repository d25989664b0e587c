"""Writes docs/protocol/vectors/acts.json: signed acts that must be accepted, and some that must not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from scrutiny.identity import signed_acts
from scrutiny.identity.signatures import public_key
from scrutiny.identity.signed_acts import SignedAct, act_id
from scrutiny.organisation import office_acts

FILE = Path(__file__).resolve().parents[1] / "docs/protocol/vectors/acts.json"
SEED = bytes(range(32))
KEY, NOW, ORG = public_key(SEED).hex(), 1_770_000_000, "ab" * 32
BODIES: tuple[dict[str, Any], ...] = (
    {},
    {"standing": "00000000-0000-4000-8000-000000000001"},
    {"test": "x", "count": 41, "asked": 120},
    {
        "units": [{"name": "Цех № 5", "parent": ""}, {"name": "Muelle “norte”\n", "parent": "a"}],
        "least": -9007199254740991,
    },
)
OF_OFFICE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("vote.cast", {"question": "q", "mandate": "m", "position": "against", "reason": "Нас не спросили “вовремя”.\n"}),
    ("vote.cast", {"question": "q", "mandate": "m", "position": "in-favour", "reason": ""}),
    ("vote.call", {"mandate": "m", "title": "Shall we strike?", "text": "", "closes": "2026-06-01T00:00:00+00:00"}),
    ("report.give", {"question": "q", "mandate": "m", "report": "We were heard."}),
    ("mandate.lay_down", {"mandate": "m"}),
    ("steward.end", {"mandate": "m", "reason": "resigned"}),
)


def case(act: SignedAct, content: bytes | None = None, **change: Any) -> dict[str, Any]:
    made = {
        "org": ORG,
        "actor": KEY,
        "instant": NOW + 1,
        "bytes": (content or bytes(act)).hex(),
        "signature": signed_acts.sign(act, SEED).hex(),
    }
    return {**made, **change}


def of_office(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    """What somebody does in an office, and what of it the key of the office signs."""
    return {"type": kind, "body": body, "shown": office_acts.shown(kind, body)}


def main() -> None:
    acts = [SignedAct(ORG, "test.act", KEY, "cd" * 16, NOW, NOW + 600, 17, "ef" * 32, body) for body in BODIES]
    valid = [case(act, id=act_id(bytes(act)), body=act.body) for act in acts]
    one = acts[1]
    refused = [
        case(replace(one, org="00" * 32)),
        case(one, actor=public_key(bytes(32)).hex()),
        case(one, instant=NOW + 600),
        case(one, instant=NOW - 61),
        case(replace(one, expires=NOW + 90_000)),
        case(one, content=bytes(one) + b" "),
        case(one, content=bytes(one).replace(b'"v":1', b'"v":2')),
        case(one, content=bytes(one).replace(b"standing", b"standinj")),
        case(one, signature=signed_acts.sign(one, bytes(32)).hex()),
    ]
    found = {"valid": valid, "refused": refused, "of_office": [of_office(*one) for one in OF_OFFICE]}
    FILE.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
