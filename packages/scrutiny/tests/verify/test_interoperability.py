"""Elections between two programs: made by the reference tool, by ours, or half by each; both confirm all of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from packages.scrutiny.tests.verify.tool import CHOOSE, RANK, Tool, needs_tool

from scrutiny.elections import credentials, tally
from scrutiny.elections import election as elections
from scrutiny.elections import trustees as trustee_lists
from scrutiny.elections.archive import Reader, digest
from scrutiny.elections.questions import from_json
from scrutiny.elections.strict import compact, parse
from scrutiny.groups import by_name
from scrutiny.proofs.schnorr import Bases
from scrutiny.roles import assembler, trustee, voter
from scrutiny.verify.election import verify
from scrutiny.verify.report import Report

pytestmark = [needs_tool, pytest.mark.slow]
VOTES = [[[0, 1, 0], [1, 0, 1]], [[0, 0, 1], [0, 0, 0]], [[1, 0, 0], [1, 1, 0]]]
RESULT = [[1, 1, 1], [2, 1, 1]]


def ours(tool: Tool) -> Report:
    with tool.archive.open("rb") as file:
        return verify(file)


def contents(tool: Tool, start: bytes) -> list[bytes]:
    """The contents of an archive that begin so."""
    with tool.archive.open("rb") as file:
        reader = Reader(file)
        found = [reader.content(record, 1 << 26) for record in reader.records() if record.kind == "data"]
    return [content for content in found if content.startswith(start)]


def test_an_election_of_the_tool_passes_ours(tmp_path: Path) -> None:
    tool = Tool(tmp_path, "BELENIOS-2048")
    secrets = tool.credentials(["a@x", "b@x", "c@x"])
    tool.trustee_key()
    tool.open(CHOOSE)  # type: ignore[arg-type]
    for secret, vote in zip([*secrets, secrets[0]], [*VOTES, VOTES[0]], strict=True):
        tool.add("Ballot", tool.ballot(secret, vote))
    tool.close()
    assert ours(tool).state == "tallied"
    tool.decrypt(1)
    tool.end()
    report = ours(tool)
    assert (report.result, report.ballots, report.counted) == (RESULT, 4, 3)


def test_an_election_of_the_tool_with_weights_passes_ours(tmp_path: Path) -> None:
    tool = Tool(tmp_path, "BELENIOS-2048")
    secrets = tool.credentials(["a@x,a,3", "b@x,b,2", "c@x,c,1"])
    tool.trustee_key()
    tool.open(CHOOSE)  # type: ignore[arg-type]
    for secret, vote in zip(secrets, VOTES, strict=True):
        tool.add("Ballot", tool.ballot(secret, vote))
    tool.close()
    tool.decrypt(1)
    tool.end()
    assert ours(tool).result == [[1, 3, 2], [4, 1, 3]]
    assert ours(tool).weight == 6


def test_an_election_of_the_tool_with_a_group_of_trustees_passes_ours(tmp_path: Path) -> None:
    tool = Tool(tmp_path, "BELENIOS-2048")
    secrets = tool.credentials(["a@x", "b@x", "c@x"])
    tool.threshold_keys(3, 2)
    tool.trustee_key()
    tool.open(CHOOSE)  # type: ignore[arg-type]
    for secret, vote in zip(secrets, VOTES, strict=True):
        tool.add("Ballot", tool.ballot(secret, vote))
    tool.close()
    tool.decrypt(1)
    tool.decrypt_in_group(2, 2)
    tool.end()
    assert ours(tool).result == RESULT


def test_a_ranked_election_of_the_tool_passes_ours(tmp_path: Path) -> None:
    tool = Tool(tmp_path, "RFC-3526-2048")
    secrets = tool.credentials(["a@x", "b@x"])
    tool.trustee_key()
    tool.open(RANK)  # type: ignore[arg-type]
    for secret, vote in zip(secrets, [[[1, 2, 3]], [[3, 1, 2]]], strict=True):
        tool.add("Ballot", tool.ballot(secret, vote))
    tool.close()
    tool.shuffle(1)
    tool.add("EndShuffles")
    tool.decrypt(1)
    tool.end()
    found = ours(tool).result
    assert found is not None
    assert sorted(found[0]) == [[1, 2, 3], [3, 1, 2]]


def test_its_credentials_and_ballots_with_our_trustee_and_tally(tmp_path: Path) -> None:
    tool = Tool(tmp_path, "BELENIOS-2048")
    group = by_name(tool.group)
    secrets = tool.credentials(["a@x", "b@x", "c@x"])
    with_names = (tmp_path / "public_creds.json").read_bytes().strip()  # each with the name of its voter
    listed = credentials.to_bytes(credentials.read_entries(group, [with_names]))
    private, key = trustee.new_key(group)
    trustees = trustee_lists.Trustees(group, (key,))
    asked = tuple(from_json(parse(compact(question))) for question in CHOOSE)
    election = elections.make(group, key.key, asked, name="n", description="d", uuid=tool.uuid)
    writer = assembler.open_archive(tool.archive, 1_780_000_000, election, trustees, listed)
    weights = {entry.key: entry.weight for entry in credentials.read_entries(group, [listed])}
    bases = Bases(group, election.public_key)
    cast = [tool.ballot(secret, vote).strip().encode() for secret, vote in zip(secrets, VOTES, strict=True)]
    for ballot in cast:
        assembler.cast(writer, election, bases, weights.get, ballot)
    sized, found = assembler.counted(election, weights.get, cast)
    assembler.close(writer, election, sized, found)
    partial = trustee.decrypt(election, found, private, key)
    assembler.add_partial(writer, election, trustees, 1, found, partial)
    assert assembler.end(writer, election, trustees, sized, found, {1: partial}) == RESULT
    tool.verify()
    assert ours(tool).result == RESULT


def test_our_trustee_and_our_voter_in_an_election_of_the_tool(tmp_path: Path) -> None:
    tool = Tool(tmp_path, "BELENIOS-2048")
    group = by_name(tool.group)
    private, key = trustee.new_key(group)
    secrets = tool.credentials(["a@x", "b@x", "c@x"])
    tool.write("public_keys.jsons", json.dumps(key.to_json(group)) + "\n")
    tool.open(CHOOSE)  # type: ignore[arg-type]
    election = elections.read(contents(tool, b'{"version"')[0])
    for secret, vote in zip(secrets[:2], VOTES[:2], strict=True):
        tool.add("Ballot", tool.ballot(secret, vote))
    tool.add("Ballot", voter.vote(election, [credentials.parse(secrets[2])], VOTES[2]).decode())
    tool.close()
    found = tally.read(election, contents(tool, b"[[{")[0], 3)
    partial = trustee.decrypt(election, found, private, key).to_bytes(group)
    owned = tally.Owned(1, digest(partial)).to_bytes()
    tool.add("PartialDecryption", partial.decode() + "\n", owned.decode())
    tool.end()
    tool.verify()
    assert ours(tool).result == RESULT
