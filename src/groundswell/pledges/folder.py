"""The folder of a pledge, as `scrutiny pledge` reads it (scrutiny.cli.pledge_files), and its parts."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Collection, Iterator
from uuid import UUID

from groundswell.accounts.models import Key
from groundswell.councils.models import Mandate
from groundswell.members.queries import assembly_of
from groundswell.pledges import queries
from groundswell.pledges.actions.setting_up import signatures as signed_by
from groundswell.pledges.models import Pledge
from groundswell.record import queries as record
from scrutiny.encoding import Json
from scrutiny.pledge.board import notice_effect
from scrutiny.pledge.terms import MEMBERS
from scrutiny.record.checkpoints import read as read_checkpoint

README = (
    "A threshold pledge: everything that is public about it.\n\n"
    "scrutiny pledge check . --record URL/record\n"
    "scrutiny pledge count . --record URL/record\n"
    "scrutiny pledge open . --record URL/record --card FILE-WITH-SECOND-CODES\n"
)


def signatures(found: Pledge) -> dict[str, Json]:
    made = signed_by(found)
    return {"dealers": [one.hex() for one in made.dealers], "trustees": [one.hex() for one in made.trustees]}


def served(found: Pledge) -> str:
    return "".join(f"{content.hex()}\n" for _hash, content in sorted(queries.served(found).items()))


def record_entries(found: Pledge) -> Iterator[bytes]:
    """All entries of the record as far as the checkpoint, in order."""
    size = read_checkpoint(queries.checkpoint(found))[1].size
    rows = record.found_entries().filter(index__lt=size).order_by("index").values_list("public", flat=True)
    return (bytes(content) for content in rows.iterator(chunk_size=2000))


def evidence(found: Pledge) -> Iterator[str]:
    """The record as far as the checkpoint with what belongs to it, as one JSON, written while it is read."""
    rest = {"checkpoint": queries.checkpoint(found).decode(), "policy": found.policy, "notices": notices(found)}
    yield json.dumps(rest)[:-1] + ', "entries": ['
    for number, content in enumerate(record_entries(found)):
        yield ("," if number else "") + json.dumps(content.decode())
    yield "]}"


def notices(found: Pledge) -> list[Json]:
    """In the order of the record, also those that came after the checkpoint that they name."""
    return [
        {name: value for name, value in notice_effect(one).items() if name != "pledge"}
        for one in queries.notices(found)
    ]


def eligible(found: Pledge) -> dict[str, Json]:
    """Public act keys, in hexadecimal: of the members who are asked, and of those who were stewards while it could be
    signed, who can be tellers for paper. Also keys that were changed since: they were right when they signed.
    """
    members = _keys(assembly_of(found.unit_id)) if found.audience == MEMBERS else None
    held = Mandate.objects.filter(unit_id=found.unit_id, start__lte=found.deadline, end__gte=found.announced)
    tellers = _keys(set(held.values_list("holder_id", flat=True)))
    return {"members": members, "tellers": tellers}


def _keys(accounts: Collection[UUID]) -> Json:
    rows = Key.objects.filter(account_id__in=accounts).order_by("act")
    return list(rows.values_list("act", flat=True))


def archive(found: Pledge) -> bytes:
    """Without the record, which the site serves by itself."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("README", README)
        target.writestr("manifest.json", found.manifest)
        target.writestr("signatures.json", json.dumps(signatures(found), sort_keys=True, separators=(",", ":")))
        target.writestr("served", served(found))
        target.writestr("policy", found.policy)
        target.writestr("checkpoint", queries.checkpoint(found))
        for place, content in queries.sealed(found).items():
            if content:
                target.writestr(f"sealed/{place}.json", content)
    return made.getvalue()
