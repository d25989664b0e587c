"""A sentence for everything that `scrutiny record` can refuse: what happened, and what to do."""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES = {
    "act": "What was signed is not what the private part of entry {entry} says.",
    "author": "The act of entry {entry} is not signed by the member who is said to have done it.",
    "confirming": "Entry {entry} asks to confirm other rules than those that fall back on that day, or asks twice.",
    "conflict": "The witness has cosigned this log at another size or root: {size} entries.",
    "consistency": "The record did not only grow: what was there before is not in it any more.",
    "cosignature": "A cosignature of a witness is wrong.",
    "counts": "Entry {entry} says of a ballot other counts than its sealed archives.",
    "drawn-twice": "Entry {entry} draws auditors a second time, or without a list.",
    "effect": "Entry {entry} shows something else than what was done.",
    "entry": "Entry {entry} was changed, dropped, or put in another place.",
    "entry-canonical": "Entry {entry} is not written in the one form in which entries are written.",
    "entry-fields": "Entry {entry} does not have the fields of an entry.",
    "entry-json": "Entry {entry} is no JSON.",
    "fork": "The record has two histories: its first {size} entries are not those that it signed before. Keep both "
    "checkpoints: together they are the proof.",
    "inclusion": "The entry is not under this checkpoint.",
    "inherited-late": "Entry {entry} takes over an office of the time before the founding, too long after it.",
    "inherited-twice": "Entry {entry} takes over an office that no two others have confirmed.",
    "keys-known": "Entry {entry} hands out petition keys that no ballot gave, or not one for each elector.",
    "keys-list": "Entry {entry} rests on a list of petition keys that is not the one that was handed out.",
    "keys-unknown": "Entry {entry} is about petition keys that were never handed out.",
    "members": "Entry {entry} ends more memberships than there were.",
    "no-ballot": "Entry {entry} changes a rule of the charter, or gives an office, without a ballot.",
    "no-file": "{file} is missing.",
    "no-mandate": "Entry {entry} is an act of office, or about an office, without a mandate that lives on that day.",
    "no-vacancy": "Entry {entry} fills a seat that is not vacant.",
    "not-covered": "Entry {entry} deletes openings that no statement of auditors covers.",
    "not-drawn": "Entry {entry} speaks for an auditor who was not drawn, or twice for one.",
    "not-elected": "Entry {entry} gives an office to somebody whom its ballot did not elect.",
    "note-signature": "The checkpoint is not signed by the log.",
    "opening": "A private part is not the one that the entry commits to.",
    "origin": "This is another log: {origin}.",
    "other-question": "Entry {entry} takes from a ballot what it was not about.",
    "outcome": "Entry {entry} says of a ballot another outcome than its counts.",
    "petition-count": "Entry {entry} says of a petition what its signatures do not say.",
    "petition-known": "Entry {entry} begins a petition a second time.",
    "petition-needed": "Entry {entry} asks for another number of signatures, or other electors, than the charter says.",
    "petition-unknown": "Entry {entry} is about a petition that was never begun.",
    "quorum": "Too few witnesses have cosigned: {seen}.",
    "reason-needed": "Entry {entry} departs from what the electors had instructed, without a reason.",
    "registration": "The keys of entry {entry} were not registered by whoever holds them.",
    "root": "The entries are not those under the signed root.",
    "rotation": "The keys of entry {entry} take the place of others whose holder did not agree.",
    "seat-taken": "Entry {entry} gives a seat that somebody still holds.",
    "second-key": "Entry {entry} gives somebody a second key that neither they nor fellow workers asked for.",
    "shorter": "The record became shorter: it had {since} entries, and has {size}.",
    "starts-before-it-is-given": "The office in entry {entry} does not begin when it is taken.",
    "tile": "A tile of hashes was changed: {file}. The entries are whole.",
    "timetable": "The days in entry {entry} are not those that follow from the charter.",
    "too-early": "Entry {entry} stands before the day on which it may be done.",
    "too-late": "Entry {entry} stands after the last day on which it may be done.",
    "too-long": "A file or a mandate is longer than it may be.",
    "type": "The private part of entry {entry} is that of another kind of act.",
    "unreachable": "{url} cannot be reached. Nothing was changed; try again.",
    "unsigned": "The act of entry {entry} is one that a member signs, and nobody has signed it.",
    "url": "{url} is not the address of a record.",
}


def sentence(code: str, data: Mapping[str, str | int]) -> str:
    """Always with the step, the entry and the file, where there are any."""
    try:
        said = SENTENCES[code].format(**data)
    except KeyError:
        said = f"This does not hold: {code}."
    place = [f"{name} {data[name]}" for name in ("step", "entry", "file", "line") if name in data]
    return f"Refused: {said}" + (f" ({', '.join(place)})" if place else "")
