"""Whom one believes: the example of the specification, and files that say something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny.errors import Malformed, Refused
from scrutiny.identity.signatures import public_key
from scrutiny.record import policy
from scrutiny.record.notes import COSIGNATURE, ED25519, VerifierKey


def key(n: int, kind: int = COSIGNATURE) -> VerifierKey:
    return VerifierKey(f"w{n}.example", kind, public_key(bytes([n]) * 32))


LOG = key(0, ED25519)
EXAMPLE = "\n".join([
    "# whom we believe", f"log {LOG} https://example.org/record/", "",
    *(f"witness X{n} {key(n)}" for n in (1, 2, 3)), "\tgroup X-witnesses 2 X1  X2\tX3 ",
    *(f"witness Y{n} {key(n + 3)} https://y{n}.example/" for n in (1, 2, 3)), "group Y-witnesses any Y1 Y2 Y3",
    "group X-and-Y all X-witnesses Y-witnesses", "quorum X-and-Y", "",
])  # fmt: skip


@pytest.mark.parametrize(("seen", "enough"), [
    ((), False), ((1, 2), False), ((1, 2, 4), True), ((1, 4), False), ((1, 3, 6), True), ((4, 5, 6), False),
    ((1, 2, 3, 4, 5, 6), True), ((1, 2, 3), False),
])  # fmt: skip
def test_the_example_of_the_specification(seen: tuple[int, ...], enough: bool) -> None:
    found = policy.parse(EXAMPLE.encode())
    assert [log.url for log in found.logs] == ["https://example.org/record/"]
    if enough:
        found.check_quorum([key(n) for n in seen])
    else:
        with pytest.raises(Refused, match="quorum"):
            found.check_quorum([key(n) for n in seen])


@pytest.mark.parametrize("lines", [
    "", "# nothing", f"log {LOG}", "quorum x", "quorum none\nquorum none", f"log {LOG}\nlog {LOG}\nquorum none",
    f"log {key(1)}\nquorum none", f"witness a {LOG}\nquorum none", f"witness none {key(1)}\nquorum none",
    f"witness a {key(1)}\nwitness a {key(2)}\nquorum a", f"witness a {key(1)}\nwitness b {key(1)}\nquorum a",
    f"witness a {key(1)}\ngroup g 2 a\nquorum g", f"witness a {key(1)}\ngroup g 0 a\nquorum g", "group g any\nquorum g",
    f"witness a {key(1)}\ngroup g any a a\nquorum g", f"witness a {key(1)}\ngroup g any a\ngroup h any a\nquorum h",
    f"witness a {key(1)}\ngroup g any b\nquorum g", f"witness a {key(1)} u v\nquorum a", "log\nquorum none",
    f"group g any a\nwitness a {key(1)}\nquorum g", "quorum none extra", "what none\nquorum none", "quorum none\r",
    f"witness a {key(1)}\ngroup g 01 a\nquorum g", "quorum", "group\nquorum none",
])  # fmt: skip
def test_another_file_is_malformed(lines: str) -> None:
    with pytest.raises(Malformed, match="policy"):
        policy.parse(lines.encode())


def test_what_is_written_is_read() -> None:
    witnesses = [policy.Witness(f"w{n}", key(n), "https://w.example/") for n in (1, 2, 3)]
    found = policy.parse(policy.written([policy.Log(LOG, "https://e.example/")], witnesses, 2))
    assert (found.witnesses, [log.key for log in found.logs]) == (witnesses, [LOG])
    found.check_quorum([key(1), key(2)])
    with pytest.raises(Refused):
        found.check_quorum([key(1)])


@given(st.binary(max_size=200))
def test_anything_is_read_or_malformed(content: bytes) -> None:
    try:
        policy.parse(content)
    except Malformed as error:
        assert error.code == "policy"
