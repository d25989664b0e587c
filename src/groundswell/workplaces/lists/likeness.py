"""Names that may be the same: equal after normalisation, or alike enough to ask a person."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

ALIKE = 92.0
LARGEST_BLOCK = 400
COMPANY_FORMS = """
inc incorporated llc ltd limited corp corporation co company lp llp plc pllc gmbh ag bv nv srl sarl sas oy ab as
the of and ооо оао зао пао ао ип sa sl sau slu cv de
"""
SUFFIXES = frozenset(COMPANY_FORMS.split())
INITIALS = re.compile(r"(?<=[^\W\d_])\.(?=[^\W\d_]|\W|$)")


def normal(name: str, *, firm: bool = False) -> str:
    """A name without case, punctuation and double spaces: two spellings of one name agree in it.

    Of a firm, the legal form is left out too. Letters keep their marks, which tell words apart in many scripts.
    """
    folded = INITIALS.sub("", unicodedata.normalize("NFKC", name).casefold()).replace("&", " and ")
    spaced = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in folded)
    words = spaced.split()
    kept = [word for word in words if word not in SUFFIXES] if firm else words
    return " ".join(kept or words) or folded.strip()


@dataclass(frozen=True)
class Pair:
    """Two names that may be one; `score` from 0 to 100."""

    one: str
    other: str
    score: int


def near_duplicates(names: Iterable[str]) -> list[Pair]:
    """Pairs of different names that are alike, the most alike first.

    Near-linear: only names that share a rare enough word, or their first letters, are compared.
    """
    by_normal: dict[str, str] = {}
    for name in names:
        by_normal.setdefault(normal(name, firm=True), name)
    found: dict[tuple[str, str], float] = {}
    for block in _blocks(list(by_normal)):
        for one, other in _alike(block):
            found.setdefault((one, other), fuzz.token_sort_ratio(one, other))
    pairs = [Pair(by_normal[a], by_normal[b], round(score)) for (a, b), score in found.items()]
    return sorted(pairs, key=lambda pair: (-pair.score, pair.one, pair.other))


def _blocks(names: list[str]) -> Iterator[list[str]]:
    blocks: dict[str, list[str]] = defaultdict(list)
    for name in names:
        for key in {*name.split(), "^" + name[:6]}:
            if len(key) > 2:
                blocks[key].append(name)
    return (block for block in blocks.values() if 1 < len(block) <= LARGEST_BLOCK)


def _alike(block: list[str]) -> Iterator[tuple[str, str]]:
    """Pairs alike enough; names that differ in a number ("Plant 1", "Plant 2") are different on purpose."""
    ordered = sorted(block)
    for n, one in enumerate(ordered):
        for other in ordered[n + 1 :]:
            close = abs(len(one) - len(other)) <= 4 + len(one) // 8
            if close and _numbers(one) == _numbers(other) and fuzz.token_sort_ratio(one, other, score_cutoff=ALIKE):
                yield one, other


def _numbers(name: str) -> list[str]:
    return re.findall(r"\d+", name)
