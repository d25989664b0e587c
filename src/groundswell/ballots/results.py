"""What came out of a ballot, for pages, notices and spreadsheets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count as Size
from django.utils.functional import Promise
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from groundswell.ballots import queries
from groundswell.ballots.models import Ballot, Count, Message, Part
from groundswell.charter.words import sentence
from groundswell.workplaces.models import Unit
from scrutiny.counting import picture, report
from scrutiny.counting.stages import Result
from scrutiny.encoding import Json
from scrutiny.errors import ScrutinyError
from scrutiny.organisation.ballots import asked as asking
from scrutiny.organisation.ballots.asked import Asked
from scrutiny.organisation.ballots.decision import Counts


@dataclass(frozen=True)
class Branch:
    """Those who were counted together, and whether they carried it (None where nothing is to be carried)."""

    names: tuple[str, ...]
    counts: Counts
    carried: bool | None


@dataclass(frozen=True)
class Answer:
    text: str
    votes: int
    percent: int
    by_branch: tuple[tuple[str, int], ...]
    elected: bool = False


@dataclass(frozen=True)
class QuestionResult:
    """One question with its answers; `course` and `picture` tell the count stage by stage, where there are stages."""

    asked: Asked
    answers: tuple[Answer, ...]
    course: str = ""
    picture: str = ""
    trouble: str = ""


def rule_sentences(ballot: Ballot) -> list[str | Promise]:
    """How the charter would read in what this ballot changes."""
    return [sentence(name, value) for name, value in ballot.rules.items()]


def whole(ballot: Ballot) -> Counts:
    return Counts(*ballot.counts["whole"])


def _counts(ballot: Ballot) -> list[Count]:
    return list(Count.objects.filter(ballot=ballot, result__isnull=False).order_by("election"))


def names_of(count: Count) -> tuple[str, ...]:
    """The branches that were opened together in this count."""
    parts = Part.objects.filter(counted_in=count).defer("credentials")
    ids = [branch for part in parts for branch in part.branches]
    return tuple(Unit.objects.filter(id__in=ids).order_by("name").values_list("name", flat=True))


def branches(ballot: Ballot) -> list[Branch]:
    """Empty where all were counted together."""
    counts = _counts(ballot)
    if len(counts) < 2:
        return []
    against = set(queries.decision(ballot).against)
    names = {_key(count): names_of(count) for count in counts}
    apart = ballot.branch_percent is not None
    return [
        Branch(names.get(key, ()), Counts(*figures), (UUID(key) not in against) if apart else None)
        for key, figures in ballot.counts["branches"].items()
    ]


def _key(count: Count) -> str:
    parts = Part.objects.filter(counted_in=count).defer("credentials")
    return min(str(branch) for part in parts for branch in part.branches)


def questions(ballot: Ballot) -> list[QuestionResult]:
    counts = _counts(ballot)
    return [_question(ballot, counts, number, asked) for number, asked in enumerate(queries.asked_of(ballot))]


def _question(ballot: Ballot, counts: list[Count], number: int, asked: Asked) -> QuestionResult:
    if asked.kind == "choose":
        return QuestionResult(asked, _chosen(counts, number, asked))
    papers = [values for count in counts for values in count.result[number]]
    try:
        found = asking.counted(asked, papers, len(papers), bytes.fromhex(ballot.seed))
    except ScrutinyError as error:
        return QuestionResult(asked, (), trouble=error.code)
    elected = set(found.elected)
    answers = tuple(Answer(text, 0, 0, (), n in elected) for n, text in enumerate(asked.answers))
    return QuestionResult(asked, answers, report.as_text(found), _drawn(found))


def _drawn(found: Result) -> str:
    try:
        return mark_safe(picture.draw(found))  # noqa: S308 - our own drawing, names escaped there
    except ScrutinyError:
        return ""


def _chosen(counts: list[Count], number: int, asked: Asked) -> tuple[Answer, ...]:
    names = [", ".join(names_of(count)) for count in counts]
    texts = ([_("Blank vote")] if asked.blank else []) + list(asked.answers)
    voted = sum(count.voted for count in counts)
    found = []
    for place, text in enumerate(texts):
        votes = [int(count.result[number][place]) for count in counts]
        percent = round(100 * sum(votes) / voted) if voted else 0
        apart = tuple(zip(names, votes, strict=True)) if len(counts) > 1 else ()
        found.append(Answer(text, sum(votes), percent, apart))
    return tuple(found[1:] + found[:1]) if asked.blank else tuple(found)


def rows(ballot: Ballot) -> Iterator[list[object]]:
    """Every answer of questions with choices, part by part, as a table."""
    yield [_("Question"), _("Answer"), _("Part"), _("Votes")]
    for question in questions(ballot):
        for answer in question.answers:
            for name, votes in answer.by_branch:
                yield [question.asked.question, answer.text, name, votes]
            yield [question.asked.question, answer.text, _("All"), answer.votes]


def sum_file(count: Count) -> dict[str, Json]:
    """What was opened of several parts together, for `scrutiny election sum`."""
    said = Message.objects.filter(custodian__ballot_id=count.ballot_id).order_by("id")

    def owned(step: str) -> list[Json]:
        found = said.filter(step=step).values_list("custodian__place", "content")
        return [{"owner": place, "content": json.loads(text)[step][str(count.id)]} for place, text in found]

    parts: list[Json] = list(Part.objects.filter(counted_in=count).order_by("place").values_list("uuid", flat=True))
    return {
        "election": count.election,
        "parts": parts,
        "shuffles": owned("shuffle"),
        "decryptions": owned("decrypt"),
        "result": count.result,
    }


def opened_together(ballot: Ballot) -> list[Count]:
    """What was opened of several parts, none of which was opened alone."""
    return list(ballot.tallies.annotate(size=Size("parts")).filter(size__gt=1, result__isnull=False))
