"""Trackers as people read, say and type them."""

from __future__ import annotations

import base64

from hypothesis import given
from hypothesis import strategies as st

from scrutiny.identity.words import read_tracker_words, tracker_beginnings, tracker_indices, tracker_words

TRACKERS = st.binary(min_size=32, max_size=32).map(lambda hashed: base64.b64encode(hashed).decode().rstrip("="))


@given(TRACKERS)
def test_words_and_numbers_are_read_as_they_were_shown(tracker: str) -> None:
    indices = tracker_indices(tracker)
    assert read_tracker_words(" ".join(tracker_words(tracker))) == indices
    assert read_tracker_words("  ".join(f"{index:04}" for index in indices).upper()) == indices
    assert tracker[:2] in tracker_beginnings(indices[0])


def test_what_is_no_tracker_is_none() -> None:
    for text in ("", "one two", "abbey abbey abbey abbey zzzzz", "0001 0002 0003 0004 7776", "1 2 3 4 5 6"):
        assert read_tracker_words(text) is None
