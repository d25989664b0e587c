"""Whoever has the whole database and the key that signs the record forges it; `scrutiny record verify` finds each.

Most forgeries show in the record itself. What can be seen only with something that others have kept, an older
checkpoint, a policy or openings, says so in its name, and the test gives the command that finds it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from scrutiny.encoding import canonical_json
from scrutiny.identity.signatures import public_key
from scrutiny.organisation.councils.petitions import Kind
from scrutiny.record import policy
from scrutiny.record.notes import COSIGNATURE, VerifierKey
from tests import forged_sequel, forging
from tests.forged_sequel import ELECTION, KEYS, MANDATE, PETITION, QUESTION, RECALL, STRANGER, UNIT
from tests.forging import DAY, Book, demonstration, openings_file, verify, write

Found = Callable[..., tuple[str, int | None]]
OTHER = str(UUID(int=2**100 + 50))


@pytest.fixture(scope="module")
def book() -> Book:
    """The demonstration's three years, and what could honestly follow."""
    told = demonstration()
    return told.then(*forged_sequel.steps(told))


@pytest.fixture
def found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Found:
    """Runs the command on a forged record: why it is refused, and which entry is named."""

    def run(forged: Book, *options: object) -> tuple[str, int | None]:
        code = verify(write(tmp_path / "forged", forged), *options)
        said = json.loads(capsys.readouterr().out)
        assert (code, said["verified"]) == (1, False)
        return said["reason"], said.get("entry")

    return run


@pytest.fixture
def kept(tmp_path: Path, book: Book) -> Path:
    """The checkpoint that somebody kept of the honest record."""
    return write(tmp_path / "honest", book) / "checkpoint"


def last(book: Book) -> int:
    return len(book.entries) - 1


def test_the_demonstration_and_what_could_follow_hold(
    book: Book, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for honest in (demonstration(), book):
        assert verify(write(tmp_path / str(len(honest.entries)), honest)) == 0
        assert json.loads(capsys.readouterr().out)["size"] == len(honest.entries)


def certified(outcome: object) -> Callable[[Any], bool]:
    return lambda effect: effect["outcome"] == outcome and "elected" not in effect


def of(**wanted: object) -> Callable[[Any], bool]:
    return lambda effect: all(effect.get(name) == value for name, value in wanted.items())


class TestOffices:
    def test_1_an_office_that_no_ballot_gave(self, book: Book, found: Found) -> None:
        honest: Any = book.entries[book.find("mandate.give")].effect
        decision = book.entries[book.find("ballot.certify", certified("carried"))].effect["ballot"]
        for ballot in (decision, OTHER):
            forged = book.then(book.made_up("mandate.give", **{**honest, "mandate": OTHER, "ballot": ballot}))
            assert found(forged) == ("no-ballot", last(forged))

    def test_an_office_for_whom_the_ballot_did_not_elect(self, book: Book, found: Found) -> None:
        place = book.find("mandate.give")
        answer = int(str(book.entries[place].effect["place"]))
        assert found(book.changed(place, place=answer + 1)) == ("not-elected", place)

    def test_2_a_mandate_that_is_longer_than_the_charter(self, book: Book, found: Found) -> None:
        for kind in ("mandate.give", "steward.accept"):
            place = book.find(kind)
            end = dt.datetime.fromisoformat(str(book.entries[place].effect["end"])) + DAY
            assert found(book.changed(place, end=end.isoformat())) == ("too-long", place)

    def test_a_stewardship_that_begins_on_another_day_than_it_is_taken(self, book: Book, found: Found) -> None:
        place = book.find("steward.accept")
        effect = book.entries[place].effect
        later = {name: (dt.datetime.fromisoformat(str(effect[name])) + 30 * DAY) for name in ("start", "end")}
        forged = book.changed(place, **{name: instant.isoformat() for name, instant in later.items()})
        assert found(forged) == ("starts-before-it-is-given", place)

    def test_6_a_recalled_mandate_that_goes_on(self, book: Book, found: Found) -> None:
        closes = (dt.datetime.combine(book.last_day, dt.time(), dt.UTC) + 30 * DAY).isoformat()
        said: Any = {"question": OTHER, "unit": UNIT, "mandate": MANDATE, "title": "", "text": "", "closes": closes}
        forged = book.then(book.made_up("vote.call", **said))
        assert found(forged) == ("no-mandate", last(forged))

    def test_a_recall_that_is_called_lost(self, book: Book, found: Found) -> None:
        place = book.find("ballot.certify", of(ballot=RECALL))
        assert found(book.changed(place, outcome="not-carried")) == ("outcome", place)


class TestBallots:
    def test_3_a_certified_outcome_against_its_counts(self, book: Book, found: Found) -> None:
        for place in (n for n, one in enumerate(book.entries) if one.type == "ballot.certify"):
            honest = book.entries[place].effect["outcome"]
            other = "not-carried" if honest == "carried" else "carried"
            assert found(book.changed(place, outcome=other)) == ("outcome", place)

    def test_4_a_rule_of_the_charter_without_a_ballot(self, book: Book, found: Found) -> None:
        forged = book.then(book.made_up("charter.change", ballot=OTHER, rules={"mandate_days": 9000}))
        assert found(forged) == ("no-ballot", last(forged))

    def test_a_rule_of_the_charter_by_a_ballot_about_something_else(self, book: Book, found: Found) -> None:
        decision = book.entries[book.find("ballot.certify", certified("carried"))].effect["ballot"]
        forged = book.then(book.made_up("charter.change", ballot=decision, rules={"mandate_days": 700}))
        assert found(forged) == ("other-question", last(forged))

    def test_5_counts_that_were_changed_while_the_archives_were_not(self, book: Book, found: Found) -> None:
        place = book.find("ballot.certify", certified("carried"))
        effect: Any = book.entries[place].effect
        fewer = {name: [electors, voted - 1, min(yes, voted - 1)] for name, (electors, voted, yes) in _counts(effect)}
        whole = fewer.pop("whole")
        branches = {**effect["branches"], **dict(list(fewer.items())[:1])}
        assert found(book.changed(place, whole=whole, branches=branches)) == ("counts", place)

    def test_counts_of_an_archive_that_were_changed_with_the_result_are_seen_with_an_older_checkpoint(
        self, book: Book, found: Found, kept: Path
    ) -> None:
        """Whoever has the archive itself sees it without one: `scrutiny election verify`."""
        place = book.find("ballot.certify", certified("carried"))
        effect: Any = book.entries[place].effect
        other = {name: [electors, voted, yes - 1] for name, (electors, voted, yes) in _counts(effect)}
        whole, branch = other.pop("whole"), next(iter(other))
        forged = book.changed(place, whole=whole, branches={**effect["branches"], branch: other[branch]})
        assert found(forged, "--since", kept) == ("fork", None)

    def test_11_a_timetable_with_fewer_days(self, book: Book, found: Found) -> None:
        place = book.find("ballot.announce")
        effect = book.entries[place].effect
        sooner = {n: _earlier(effect[n]) for n in ("closing", "decrypting", "certified")}
        assert found(book.changed(place, **sooner)) == ("voting", place)
        place = book.find("ballot.announce", of(ballot=ELECTION))
        later = _earlier(book.entries[place].effect["certified"], -1)
        assert found(book.changed(place, certified=later)) == ("timetable", place)

    def test_a_result_before_its_day(self, book: Book, found: Found) -> None:
        place = book.find("ballot.certify")
        ballot = str(book.entries[place].effect["ballot"])
        result = max(n for n, one in enumerate(book.entries[:place]) if one.effect.get("ballot") == ballot)
        forged = Book(list(book.entries), book.openings)
        forged.entries.insert(result + 1, replace(forged.entries.pop(place), day=book.entries[result].day))
        assert found(forged) == ("too-early", result + 1)


def _counts(effect: Any) -> list[tuple[str, Any]]:
    return [("whole", effect["whole"]), *effect["branches"].items()]


def _earlier(instant: object, days: int = 1) -> str:
    return (dt.datetime.fromisoformat(str(instant)) - days * DAY).isoformat()


class TestPetitions:
    def short(self, book: Book) -> tuple[Book, int]:
        """One signature too few has come in; the count says that there were enough."""
        place = book.find("petition.sign", of(petition=PETITION))
        return Book([*book.entries[:place], *book.entries[place + 1 :]], book.openings), place

    def forged(self, book: Book, key: bytes) -> Book:
        """A signature of this key in the place of an honest one."""
        place = max(n for n, one in enumerate(book.entries) if one.type == "petition.sign")
        begun = book.entries[book.find("petition.open", of(petition=PETITION))]
        assert begun.effect["kind"] == Kind.RECALL
        asked = forged_sequel.recalled(book.org, begun.day, book.state().rules)
        return book.changed(place, **forged_sequel.signature(asked, key))

    def test_7_a_key_that_is_not_on_the_list(self, book: Book, found: Found) -> None:
        assert found(self.forged(book, STRANGER)) == ("petition-count", self.tally(book))

    def test_8_the_same_key_twice(self, book: Book, found: Found) -> None:
        assert found(self.forged(book, KEYS.keys[0])) == ("petition-count", self.tally(book))

    def test_a_signature_that_was_left_out(self, book: Book, found: Found) -> None:
        forged, _place = self.short(book)
        assert found(forged) == ("petition-count", self.tally(forged))

    def test_a_list_of_keys_with_one_more(self, book: Book, found: Found) -> None:
        place = book.find("petition.list", of(keys=KEYS.digest))
        false = b"".join([STRANGER, *KEYS.keys[1:]]).hex()
        assert found(book.changed(place, listed=false)) == ("keys-list", self.tally(book))

    def tally(self, book: Book) -> int:
        return book.find("petition.tally", of(petition=PETITION))


class TestVotes:
    def cast(self, book: Book) -> int:
        return book.find("vote.cast", of(question=QUESTION))

    def test_9_a_delegate_who_left_the_instruction_without_a_reason(self, book: Book, found: Found) -> None:
        assert found(book.changed(self.cast(book), position="in-favour")) == ("reason-needed", self.cast(book))

    def test_a_delegate_who_votes_for_other_electors(self, book: Book, found: Found) -> None:
        forged = book.changed(self.cast(book), position="in-favour", unit=OTHER)
        assert found(forged) == ("no-mandate", self.cast(book))

    def test_a_vote_with_a_lapsed_mandate(self, book: Book, found: Found) -> None:
        lapsed = book.entries[book.find("steward.accept")].effect
        place = self.cast(book) + 1
        said: Any = {
            "question": QUESTION,
            "mandate": lapsed["mandate"],
            "position": "against",
            "reason": "",
            "unit": UNIT,
        }
        more = replace(book.made_up("vote.cast", **said), day=book.entries[place - 1].day)
        assert found(book.put(place, more, book.entries[place])) == ("no-mandate", place)

    def test_a_vote_that_was_turned_with_the_instruction_is_seen_with_an_older_checkpoint(
        self, book: Book, found: Found, kept: Path
    ) -> None:
        told = book.find("vote.instructed", of(question=QUESTION))
        forged = book.changed(self.cast(book), position="in-favour").changed(told, position="in-favour")
        assert found(forged, "--since", kept) == ("fork", None)

    def test_and_with_what_the_delegate_holds(self, book: Book, found: Found, tmp_path: Path) -> None:
        """The opening of one's own entry, without any older checkpoint."""
        told = book.find("vote.instructed", of(question=QUESTION))
        forged = book.changed(self.cast(book), position="in-favour").changed(told, position="in-favour")
        mine = openings_file(tmp_path / "mine", forged, [self.cast(book)])
        assert found(forged, "--openings", mine) == ("effect", self.cast(book))


class TestWhatOthersKept:
    def test_10_an_entry_that_was_dropped_is_seen_with_an_older_checkpoint(
        self, book: Book, found: Found, kept: Path
    ) -> None:
        place = book.find("steward.sign") + 1
        forged = Book([*book.entries[:place], *book.entries[place + 1 :]], book.openings)
        grown = forged.then(replace(book.entries[place], day=book.last_day))
        assert found(grown, "--since", kept) == ("fork", None)

    def test_the_end_that_was_cut_off_is_seen_with_an_older_checkpoint(
        self, book: Book, found: Found, kept: Path
    ) -> None:
        """The recall was never certified, says the forged record, and nothing else is missing from it."""
        place = book.find("ballot.certify", of(ballot=RECALL))
        assert found(Book(book.entries[:place], book.openings), "--since", kept) == ("shorter", None)

    def test_another_history_is_seen_with_the_policy_of_a_card(self, book: Book, found: Found, tmp_path: Path) -> None:
        """A witness who has cosigned the honest record does not cosign another one."""
        witness = VerifierKey("sister.example/w", COSIGNATURE, public_key(bytes([7]) * 32))
        named = policy.written([policy.Log(forging.log_key())], [policy.Witness("sister", witness)], 1)
        card = tmp_path / "policy"
        card.write_bytes(named)
        place = book.find("steward.sign")
        forged = Book([*book.entries[:place], *book.entries[place + 1 :]], book.openings)
        assert found(forged, "--policy", card) == ("quorum", None)

    def test_private_parts_that_were_deleted_before_auditors_saw_them(self, book: Book, found: Found) -> None:
        forged = book.then(book.made_up("record.erase", last=last(book), erased=1))
        assert found(forged) == ("not-covered", last(forged))


class TestWithOpenings:
    """What auditors see: `--openings`."""

    def test_12_an_opening_that_says_another_author(self, book: Book, found: Found, tmp_path: Path) -> None:
        place, known = self.signed(book)
        other = next(author for author in known if author != book.opening(place).said["actor"])
        forged = self.rewritten(book, place, actor=other)
        shown = openings_file(tmp_path / "shown", forged, [*known.values(), place])
        assert found(forged, "--openings", shown) == ("author", place)

    def test_an_act_that_nobody_signed(self, book: Book, found: Found, tmp_path: Path) -> None:
        place, _known = self.signed(book)
        said = {name: value for name, value in book.opening(place).said.items() if name not in ("signed", "signature")}
        forged = book.put(place, book.committed(book.entries[place], canonical_json(said)))
        shown = openings_file(tmp_path / "shown", forged, [place])
        code, at = found(forged, "--openings", shown)
        assert (code in {"unsigned", "possession"}, at) == (True, place)

    @pytest.mark.parametrize("change", [{"nomination": OTHER}, {"reason": "none"}])
    def test_an_act_that_says_more_than_was_signed(
        self, book: Book, found: Found, tmp_path: Path, change: dict[str, str]
    ) -> None:
        place, known = self.signed(book)
        body = {**book.opening(place).said["body"], **change}
        forged = self.rewritten(book, place, body=body)
        shown = openings_file(tmp_path / "shown", forged, [*known.values(), place])
        assert found(forged, "--openings", shown) == ("act", place)

    def test_a_stewardship_that_nobody_took(self, book: Book, found: Found, tmp_path: Path) -> None:
        """Only a private part says who signed: without openings it is an office like those before."""
        for nomination, shown_too in ((UNIT, []), (OTHER, [0])):
            forged = book.then(self.stewardship(book, nomination))
            shown = openings_file(tmp_path / "shown", forged, [*shown_too, last(forged)])
            assert found(forged, "--openings", shown) == ("unsigned", last(forged))

    def test_a_founding_steward_who_takes_the_office_again(self, book: Book, found: Found, tmp_path: Path) -> None:
        first = book.opening(book.find("steward.accept")).said["actor"]
        forged = book.then(self.stewardship(book, OTHER, first))
        founding = [n for n, one in enumerate(book.entries[:20]) if one.type == "steward.accept"]
        shown = openings_file(tmp_path / "shown", forged, [0, *founding, last(forged)])
        assert found(forged, "--openings", shown) == ("unsigned", last(forged))

    def test_a_signature_of_another_kind_of_act(self, book: Book, found: Found, tmp_path: Path) -> None:
        """Something that needs no signature is put under an office that does."""
        lapsed = canonical_json({"type": "member.end", "actor": OTHER, "body": {"reason": "lapsed"}})
        made = book.committed(self.stewardship(book, OTHER), lapsed)
        forged = book.then(made)
        shown = openings_file(tmp_path / "shown", forged, [last(forged)])
        assert found(forged, "--openings", shown) == ("type", last(forged))

    def test_a_private_part_that_was_changed_afterwards(self, book: Book, found: Found, tmp_path: Path) -> None:
        place, _known = self.signed(book)
        shown = openings_file(tmp_path / "shown", self.rewritten(book, place, actor=OTHER), [place])
        lines = shown.read_text()
        assert found(book, "--openings", shown) == ("opening", place), lines

    def stewardship(self, book: Book, nomination: str, actor: str = "0" * 32) -> Any:
        start = dt.datetime.combine(book.last_day, dt.time(8), dt.UTC)
        effect = {"mandate": OTHER, "unit": UNIT, "start": start.isoformat(), "end": (start + 9 * DAY).isoformat()}
        body = {"nomination": nomination, "mandate": OTHER}
        return book.made_up("steward.accept", actor=actor, body=body, **effect)

    def signed(self, book: Book) -> tuple[int, dict[str, int]]:
        """A stewardship that a member took with their key, and where the keys were registered, by member."""
        place = next(
            n for n, one in enumerate(book.entries)
            if one.type == "steward.accept" and "signed" in book.opening(n).said
        )  # fmt: skip
        by = book.registered()
        actor = str(book.opening(place).said["actor"])
        assert actor in by
        return place, {actor: by[actor], **dict(list(by.items())[:2])}

    def rewritten(self, book: Book, place: int, **changed: Any) -> Book:
        private = canonical_json({**book.opening(place).said, **changed})
        return book.put(place, book.committed(book.entries[place], private))
