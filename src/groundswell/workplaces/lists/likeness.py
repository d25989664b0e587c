"""Names that may be the same: equal after normalisation, or alike enough to ask a person."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

ALIKE = 92.0
LARGEST_BLOCK = 60
NEIGHBOURS = 6
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

    Near-linear: a name is compared with those that share one of its rare words, and with its neighbours in the order
    of the words and of the words read backwards. A pair that differs in all its rare words, and early, is not found.
    """
    by_normal: dict[str, str] = {}
    for name in names:
        by_normal.setdefault(normal(name, firm=True), name)
    sorted_words = {name: " ".join(sorted(name.split())) for name in by_normal}
    numbers = {name: re.findall(r"\d+", name) for name in by_normal}
    found: dict[tuple[str, str], float] = {}
    for one, other in _candidates(list(by_normal), sorted_words):
        if numbers[one] == numbers[other] and (one, other) not in found:  # "Plant 1", "Plant 2" differ on purpose
            score = fuzz.ratio(sorted_words[one], sorted_words[other], score_cutoff=ALIKE)
            if score:
                found[one, other] = score
    pairs = [Pair(by_normal[a], by_normal[b], round(score)) for (a, b), score in found.items()]
    return sorted(pairs, key=lambda pair: (-pair.score, pair.one, pair.other))


def _candidates(names: list[str], sorted_words: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Pairs, the smaller first, that are worth a comparison; some come twice."""
    for ordered in (sorted(names), sorted(names, key=sorted_words.__getitem__), sorted(names, key=lambda n: n[::-1])):
        for n, one in enumerate(ordered):
            for other in ordered[n + 1 : n + 1 + NEIGHBOURS]:
                yield min(one, other), max(one, other)
    for block in _blocks(names):
        for n, one in enumerate(block):
            for other in block[n + 1 :]:
                if abs(len(one) - len(other)) <= 4 + len(one) // 8:
                    yield one, other


def _blocks(names: list[str]) -> Iterator[list[str]]:
    """Names that share a word of at least three letters, where few do; each block in order."""
    blocks: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        for word in set(name.split()):
            if len(word) > 2:
                blocks[word].append(name)
    return (block for block in blocks.values() if 1 < len(block) <= LARGEST_BLOCK)
