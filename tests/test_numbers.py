"""Numbers of rules stand in the charter and nowhere else: looked up in the code of the site.

Not looked at: the invented organisation, tests, migrations. A number that is no rule (of a chart, of a cookie) is named
below with its reason.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SITE = Path(__file__).resolve().parents[1] / "src" / "groundswell"
LEFT_OUT = {"demo", "tests", "migrations"}

# Names that a rule would have.
RULE_NAME = re.compile(
    r"(^|_)(DAYS|MONTHS|WEEKS|PERCENT|SHARE|QUORUM|FLOOR|TARGET|NEEDED|VOUCHES|VOUCHERS|SIGNERS|QUOTA|SOON|TERM)(_|$)",
    re.I,
)
NO_RULES = {
    "pledges/queries.py: days": "how long what was opened is kept on the site: whoever signed has it by then",
    "pledges/rules.py: HOSTILE_SHARE": "advice to whoever prepares a pledge",
    "pledges/rules.py: SPARE_SHARE": "advice to whoever prepares a pledge",
    "web/sample.py: TARGET": "a sample of a chart",
    "workplaces/models.py: target_percent__lte": "nobody is more than all",
    "workplaces/strength.py: MONTHS_SHOWN": "how far back a chart reaches",
}


def numbers(text: str) -> Iterator[str]:
    """What in the code looks like the number of a rule: a name that is given one, or a length of time in days."""
    for node in ast.walk(ast.parse(text)):
        for name, value in given(node):
            if RULE_NAME.search(name) and is_number(value):
                yield name


def given(node: ast.AST) -> list[tuple[str, ast.expr | None]]:
    """What names are given here: by assignment, or by name to a function (`days` to timedelta too)."""
    if isinstance(node, ast.Assign):
        return [(ast.unparse(name), node.value) for name in node.targets]
    if isinstance(node, ast.AnnAssign):
        return [(ast.unparse(node.target), node.value)]
    return [(node.arg, node.value)] if isinstance(node, ast.keyword) and node.arg else []


def is_number(node: ast.expr | None) -> bool:
    """A whole number above one, written out: one day is the next day, and no rule."""
    return isinstance(node, ast.Constant) and type(node.value) is int and node.value > 1


def code() -> Iterator[tuple[str, str]]:
    for file in sorted(SITE.rglob("*.py")):
        name = file.relative_to(SITE)
        if not LEFT_OUT & set(name.parts):
            yield name.as_posix(), file.read_text()


def test_no_number_of_a_rule_stands_outside_the_charter() -> None:
    found = {f"{name}: {hit}" for name, text in code() for hit in numbers(text)}
    assert found - NO_RULES.keys() == set()


def test_every_exception_is_still_there() -> None:
    found = {f"{name}: {hit}" for name, text in code() for hit in numbers(text)}
    assert NO_RULES.keys() <= found


@pytest.mark.parametrize(
    "text",
    [
        "STEWARDS_NEEDED = 2",
        "SOON = dt.timedelta(days=14)",
        "floor: int = 5",
        "if day < today() - dt.timedelta(days=60): pass",
        "give(days=90)",
        "suppress(counts, floor=5)",
    ],
)
def test_a_number_of_a_rule_would_be_found(text: str) -> None:
    assert list(numbers(text))


@pytest.mark.parametrize("text", ["next_day = day + dt.timedelta(days=1)", "floor = rules().floor", "ROWS = 50"])
def test_what_is_no_rule_is_left_alone(text: str) -> None:
    assert not list(numbers(text))


def test_no_sentence_of_the_site_has_the_number_of_a_rule_in_it() -> None:
    """A text that says how many days something takes says what the charter once said."""
    said = re.compile(
        r"translate \"[^\"]*\b\d+ (?:days|months|percent|members)|_\(\s*\"[^\"]*\b\d+ (?:days|months|members)"
    )
    texts = [*code(), *((f.relative_to(SITE).as_posix(), f.read_text()) for f in SITE.rglob("*.html"))]
    found = [
        (name, hit) for name, text in texts for hit in said.findall(text) if name != "web/templates/web/style.html"
    ]
    assert not found
