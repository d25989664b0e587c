"""What was found: for people and for machines."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Report:
    """The outcome of checking an archive that holds so far. `state`: voting, closed, tallied, shuffled, result."""

    uuid: str = ""
    name: str = ""
    group: str = ""
    fingerprint: str = ""
    voters: int = 0
    ballots: int = 0
    counted: int = 0
    weight: int = 0
    trustees: int = 0
    shuffles: int = 0
    decryptions: list[int] = field(default_factory=list)
    dropped: list[dict[str, str | int]] = field(default_factory=list)
    state: str = "voting"
    result: list[list[Any]] | None = None
    questions: list[str] = field(default_factory=list)
    answers: list[list[str]] = field(default_factory=list)
    since: int = 0
    bytes: int = 0

    @property
    def has_result(self) -> bool:
        return self.result is not None

    def to_json(self) -> dict[str, Any]:
        return {"verified": self.has_result, **asdict(self)}


def for_people(report: Report) -> str:
    """The report in sentences: what was checked, what it means, what it cannot say."""
    lines = [
        f"Election: {report.name} ({report.uuid})",
        f"Fingerprint: {report.fingerprint}",
        f"Group: {report.group}",
        "",
        "What was checked",
        f"  {report.voters:,} credentials are on the list, none of them twice.",
        f"  {report.ballots:,} ballots were cast; every proof and signature of each of them holds.",
        f"  {report.counted:,} ballots count: of several under one credential, only the last.",
        f"  {report.trustees} trustees hold the key of the election, and have proved it.",
    ]
    if report.since:
        lines.append(f"  Nothing was removed or changed in the {report.since:,} bytes that were checked before.")
    if report.state != "voting":
        lines.append("  The ballots are closed, and nothing was added afterwards.")
    if report.state not in ("voting", "closed"):
        lines.append("  The encrypted tally is what comes out of exactly these ballots.")
    if report.shuffles:
        lines.append(f"  {report.shuffles} shuffles changed the order of the answers and nothing else.")
    for one in report.dropped:
        lines.append(f"  Trustee {one.get('trustee')} sent a decryption that does not hold: it was left out.")
    lines += ["", *_outcome(report), "", *MEANING]
    return "\n".join(lines) + "\n"


def _outcome(report: Report) -> list[str]:
    if report.result is None:
        return ["There is no result yet. What there is so far holds."]
    lines = ["Verified. The result is:"]
    for question, answers, row in zip(report.questions, report.answers, report.result, strict=True):
        lines.append(f"  {question}")
        if row and isinstance(row[0], list):
            lines.append(f"    {len(row):,} ranked answers: `scrutiny count` counts them.")
        elif not isinstance(row, list) or not answers:
            lines.append("    nobody answered")
        else:
            lines += [f"    {count:>9,}  {answer}" for answer, count in zip(answers, row, strict=False)]
    return lines


MEANING = [
    "What this means",
    "  The result follows from the ballots in this file, and each ballot was made with a credential of the list.",
    "What it cannot say",
    "  Whether the list holds those who may vote, and nobody else: compare its length with the electorate.",
    "  Whether your ballot is in it: look for your tracker.",
    "  Whether enough trustees together looked at single ballots: trust that too few of them would.",
    "  Whether somebody was watched, paid or threatened while voting.",
]
