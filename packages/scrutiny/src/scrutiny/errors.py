"""The exception tree of scrutiny.

ScrutinyError
├── Malformed            bytes or text that do not have the form they should have
│   ├── MistypedCard     a card code whose checksum names the wrong group
│   └── MistypedWords    words or numbers whose check word names the mistake
└── Refused              well-formed, but a rule or a proof says no; carries the name of the step
    ├── RuleBroken       an act that the organisation's rules do not allow
    └── Unverified       a check of an archive that failed: its data name the step, the record and the byte

An error has a code and named data, so that whoever shows it can say it in the reader's language.
"""

from __future__ import annotations


class ScrutinyError(Exception):
    """Base of all errors of this package. `code` is stable, `data` fills the sentence shown for it."""

    code = "error"

    def __init__(self, code: str | None = None, **data: str | int) -> None:
        self.code = code or self.code
        self.data = data
        super().__init__(f"{self.code} {data}" if data else self.code)


class Malformed(ScrutinyError):
    code = "malformed"


class MistypedCard(Malformed):
    code = "mistyped-card"


class MistypedWords(Malformed):
    code = "mistyped-words"


class Refused(ScrutinyError):
    code = "refused"


class RuleBroken(Refused):
    code = "rule-broken"


class Unverified(Refused):
    code = "unverified"
