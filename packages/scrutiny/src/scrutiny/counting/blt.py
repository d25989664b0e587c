"""The `.blt` ballot file: seats and withdrawals, one line for each kind of paper, a lone 0, then the names.

The form is that of Hill, Wichmann and Woodall, "Algorithm 123" (1987), with the usual extensions: comments from # to
the end of the line, `=` between candidates with the same figure, `-` for a figure left out, the number of a paper in
parentheses before its weight. Lines matter here: a ballot that does not end with 0 on its own line is refused.

    4 2                      four candidates, two seats
    -2                       the second has withdrawn
    3 1 4=3 0                three papers: candidate 1 first, 4 and 3 both second
    (A17) 1 3 - 1 0          the paper numbered A17: candidate 3 first, nobody second, candidate 1 third
    0                        end of the papers
    "Adam"                   names in the order of their numbers; a quotation mark inside is doubled or has a backslash
    ...
    "Title"

Read with a remark, because no figure of the count can depend on it: "trailing-comma" (a comma at the end of lines, as
spreadsheets leave it), "comma-in-name" (a name with a comma and without quotation marks), "unquoted-name",
"quoted-twice" (a name that begins with a quotation mark of its own: what is inside was written by some program and may
be misspelt), "names-in-comments" (the names stand only in numbered comments, as PrefLib writes them) and then perhaps
"no-title", "spaces-in-name" (odd spaces, made single), "marked-twice" (a candidate with two figures on a paper; each
rule says what that is worth), "no-preferences", "numbered-papers" (the numbers of papers were taken to stand before
weights), "more-seats-than-candidates".

Refused as Malformed (code "ballot-file"; data `line` and `reason`), besides what `reading` and `blt_names` refuse:
"header", "seats", "candidates", "withdrawn", "weight", "no-zero", "after-zero", "token", "candidate-number",
"paper-number", "paper-weight" (the number of a single paper before a weight other than 1: in some programs' files the
number stands in place of the weight, and this could be one), "too-many-ballots", "no-end".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scrutiny.counting.blt_names import read_names
from scrutiny.counting.profile import MOST_CANDIDATES, MOST_SEATS, Ballot, Profile, Ranks, is_label
from scrutiny.counting.reading import MOST_BALLOT_LINES, Reading, Remarks, lines_of, number_of, refusal, shortened

_PAPER = re.compile(r"\(([^()]{1,200})\)\s*")
_WITHDRAWN = re.compile(r"-[0-9]{1,6}")
_RANK = re.compile(r"[0-9]+(?:=[0-9]+)*")


def read(data: bytes | str) -> Reading:
    """The ballots of a `.blt` file, given as bytes (UTF-8) or text.

    Raises Malformed with code "ballot-file" and the data named above.
    """
    return _Reader(lines_of(data)).read()


def write(profile: Profile) -> str:
    """The `.blt` text of a profile. Reading it gives the same profile without remarks on its form."""
    lines = [f"{len(profile.candidates)} {profile.seats}"]
    if profile.withdrawn:
        lines.append(" ".join(f"-{candidate + 1}" for candidate in sorted(profile.withdrawn)))
    for ballot in profile.ballots:
        paper = [f"({ballot.name})"] if ballot.name else []
        ranks = ["=".join(str(candidate + 1) for candidate in rank) or "-" for rank in ballot.ranks]
        lines.append(" ".join([*paper, str(ballot.weight), *ranks, "0"]))
    lines.append("0")
    lines += [_quoted(label) for label in (*profile.candidates, profile.title)]
    return "\n".join(lines) + "\n"


def _quoted(label: str) -> str:
    doubled = label.replace("\\", "\\\\").replace('"', '""')
    return f'"{doubled}"'


class _Reader:
    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.remarks = Remarks()
        self.candidates = 0
        self.seats = 0
        self.withdrawn: set[int] = set()
        self.ballots: list[Ballot] = []
        self.known: dict[str, Ranks] = {}
        self.single: dict[str, tuple[int, ...]] = {"-": ()}
        self.papers: set[str] = set()

    def read(self) -> Reading:
        for number, text in self._figures():
            if not self.candidates:
                self._header(number, text)
            elif text == "0":
                return self._finish(number)
            elif text.startswith("-"):
                self._withdraw(number, text)
            else:
                self._ballot(number, text)
        raise refusal("no-end", len(self.lines))

    def _figures(self) -> Iterator[tuple[int, str]]:
        """The lines that say something, without comments and without the comma some files have at every end."""
        for number, line in enumerate(self.lines, 1):
            text = line.split("#", 1)[0].strip()
            if text.endswith(","):
                self.remarks.add("trailing-comma", number)
                text = text[:-1].rstrip()
            if text:
                yield number, text

    def _header(self, line: int, text: str) -> None:
        tokens = text.split()
        if len(tokens) != 2:
            raise refusal("header", line, found=shortened(text))
        candidates, self.seats = (number_of(token, line) for token in tokens)
        if not 1 <= candidates <= MOST_CANDIDATES:
            raise refusal("candidates", line, found=candidates, most=MOST_CANDIDATES)
        if not 1 <= self.seats <= MOST_SEATS:
            raise refusal("seats", line, found=self.seats, most=MOST_SEATS)
        if self.seats > candidates:
            self.remarks.add("more-seats-than-candidates", line)
        self.candidates = candidates

    def _withdraw(self, line: int, text: str) -> None:
        for token in text.split():
            if self.ballots or not _WITHDRAWN.fullmatch(token):
                raise refusal("withdrawn", line, found=shortened(token))
            self.withdrawn.add(self._candidate(token[1:], line))

    def _candidate(self, token: str, line: int) -> int:
        candidate = number_of(token, line)
        if not 1 <= candidate <= self.candidates:
            raise refusal("candidate-number", line, found=candidate, candidates=self.candidates)
        return candidate - 1

    def _ballot(self, line: int, text: str) -> None:
        if len(self.ballots) >= MOST_BALLOT_LINES:
            raise refusal("too-many-ballots", line, most=MOST_BALLOT_LINES)
        name, text = self._paper(line, text)
        first, rest = (*text.split(maxsplit=1), "", "")[:2]
        weight = number_of(first, line)
        if weight < 1:
            raise refusal("weight", line, found=first)
        if name and weight != 1:
            raise refusal("paper-weight", line, found=weight)
        ranks = self.known.get(rest)
        if ranks is None:
            ranks = self.known[rest] = self._ranks(line, rest.split())
        if not ranks:
            self.remarks.add("no-preferences", line)
        self.ballots.append(Ballot(weight, ranks, name))

    def _paper(self, line: int, text: str) -> tuple[str, str]:
        """The number of a paper and the rest of its line."""
        if not text.startswith("("):
            return "", text
        match = _PAPER.match(text)
        name = " ".join(match[1].split()) if match else ""
        if match is None or not name or not is_label(name) or name in self.papers:
            raise refusal("paper-number", line, found=shortened(text))
        self.papers.add(name)
        self.remarks.add("numbered-papers", line)
        return name, text[match.end() :]

    def _ranks(self, line: int, tokens: list[str]) -> Ranks:
        if not tokens or tokens[-1] != "0":
            raise refusal("no-zero", line)
        ranks = tuple(self._rank(token, line) for token in tokens[:-1])
        marks = [candidate for rank in ranks for candidate in rank]
        if len(set(marks)) != len(marks):
            self.remarks.add("marked-twice", line)
        return ranks

    def _rank(self, mark: str, line: int) -> tuple[int, ...]:
        found = self.single.get(mark)
        if found is not None:
            return found
        if mark == "0":
            raise refusal("after-zero", line)
        if not _RANK.fullmatch(mark):
            raise refusal("token", line, found=shortened(mark))
        rank = tuple(self._candidate(part, line) for part in mark.split("="))
        if len(rank) == 1:
            self.single[mark] = rank
        return rank

    def _finish(self, line: int) -> Reading:
        names = read_names(self.lines, line, self.candidates, self.remarks)
        withdrawn = frozenset(self.withdrawn)
        profile = Profile(names.candidates, tuple(self.ballots), self.seats, names.title, withdrawn)
        return Reading(profile, self.remarks.all())
