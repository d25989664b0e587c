"""Refusals and remarks of the counting package as English sentences, for commands. Programs use the codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from types import MappingProxyType

from scrutiny.counting.reading import Remark
from scrutiny.errors import ScrutinyError

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "too-big": "the file is larger than {most} bytes",
        "not-text": "this is not text in UTF-8",
        "long-line": "the line is longer than {most} characters",
        "empty": "the file is empty",
        "number": 'a whole number should stand where "{found}" stands',
        "big-number": 'the number "{found}" has too many digits',
        "header": 'the first line should have two numbers, candidates and seats, but it is "{found}"',
        "seats": "the number of seats is {found}, which is below 1 or above {most}",
        "candidates": "the number of candidates is {found}, which is below 1 or above {most}",
        "alternatives": 'the number of candidates is missing or out of bounds ("{found}")',
        "withdrawn": '"{found}" is no withdrawn candidate, or stands after the first ballot',
        "weight": 'the number of papers is "{found}", and should be 1 or more',
        "no-zero": "the ballot does not end with 0",
        "after-zero": "something stands after the 0 that ends the ballot",
        "token": '"{found}" is no candidate\'s number, no tie and no "-"',
        "candidate-number": "there is no candidate {found}; they are numbered from 1 to {candidates}",
        "paper-number": 'the number of the paper is missing its end, empty, or was used before ("{found}")',
        "paper-weight": "a numbered paper has the weight {found}, not 1; perhaps this is a candidate",
        "too-many-ballots": "there are more than {most} lines of ballots",
        "no-ballots": "the file ends without a single ballot",
        "no-end": "the file ends before the line with a single 0 that should end the ballots",
        "names-missing": "{expected} names (of candidates, and a title) should follow, but there are {found}",
        "open-quote": "a quotation mark is never closed",
        "after-quote": '"{found}" stands after the closing quotation mark',
        "name": 'the name of a candidate is empty, too long or not plain text ("{found}")',
        "same-name": 'two candidates have the same name, "{found}"',
        "title": 'the title is too long or not plain text ("{found}")',
        "after-title": 'more text stands after the title ("{found}")',
        "colon": 'a ballot should have the form "papers: candidates", but it is "{found}"',
        "voters": "the file says that there are {said} voters, but its ballots make {found}",
        "orders": "the file says that there are {said} lines of ballots, but there are {found}",
    }
)

REMARKS: Mapping[str, str] = MappingProxyType(
    {
        "trailing-comma": "a comma at the end of the line was left out",
        "comma-in-name": "a name contains a comma; it was kept as it is",
        "unquoted-name": "a name has no quotation marks",
        "quoted-twice": "a name has quotation marks of its own and may be misspelt; no figure depends on it",
        "names-in-comments": "the names were taken from comments",
        "no-title": "there is no title",
        "spaces-in-name": "superfluous spaces in a name were left out",
        "marked-twice": "a paper marks one candidate twice; the rule of the count says what it is worth",
        "no-preferences": "papers without any preference",
        "numbered-papers": "the papers have numbers of their own; what follows the number was read as the weight, 1",
        "more-seats-than-candidates": "there are more seats than candidates",
        "no-sum": "the file does not say how many ballots there should be",
    }
)

REFUSALS: Mapping[str, str] = MappingProxyType(
    {
        "lot-needed": "a lot must be drawn at stage {stage} between candidates {among}, and no seed was given for it",
        "lot-seed": "the seed of the lots must be 8 to 1,024 bytes in hexadecimal",
        "rule-unknown": "there is no rule called {rule}",
        "countback-rule": "a countback needs transferable votes (scottish or meek), not {rule}",
        "not-elected": "candidate {candidate} was not elected, so there is no seat to fill",
        "nobody-left": "no paper of the former holder names an available candidate",
        "grade-unknown": "a paper uses rank {rank}, but there are only {grades} grades",
        "grades": "there must be 2 to 100 different grades",
        "most": "the greatest number of marks must be 1 or more",
        "picture-too-big": "the picture would be too big",
        "profile": "these ballots cannot be counted ({reason})",
        "ballot": "a ballot cannot be counted ({reason})",
    }
)


def sentence(error: ScrutinyError) -> str:
    """Why something was refused, in one English sentence without the final stop."""
    data = defaultdict(lambda: "?", {key: str(value) for key, value in error.data.items()})
    reason = str(error.data.get("reason", ""))
    if error.code == "ballot-file":
        return f"line {data['line']}: {REASONS.get(reason, reason).format_map(data)}"
    return REFUSALS.get(error.code, error.code).format_map(data)


def remark_sentence(remark: Remark) -> str:
    """What was unusual in a file, with its first line and how many there were."""
    lines = "" if remark.lines == 1 else f" (and {remark.lines - 1} more such)"
    return f"line {remark.line}{lines}: {REMARKS.get(remark.code, remark.code)}"
