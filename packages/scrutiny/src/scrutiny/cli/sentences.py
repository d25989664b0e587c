"""What is said when something is refused: what happened, what was kept, what to do."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable

from scrutiny.errors import MistypedCard, ScrutinyError

DONE, REFUSED, USAGE, NO_RESULT, STOPPED = 0, 1, 2, 3, 130

SENTENCES = {
    "answers": "Question {question} cannot be answered so.",
    "bounds": "Between {least} and {most} answers: that cannot be, or there are not so many.",
    "certificate-context": "The certificate of trustee {trustee} is for another group of trustees.",
    "checksum": "This credential was mistyped.",
    "coefficients-length": "Trustee {trustee} committed to a polynomial of another length.",
    "complaints": "Shares from trustees {against} do not hold. A complaint was written for each: show them to all.",
    "credential": "This is not a credential: it has 22 characters, without 0, O, I and l.",
    "election-open": "The archive exists already: nothing of the set-up can be changed any more.",
    "encryption": "This ballot does NOT hold what was chosen in question {question}. Tell everybody; keep the file.",
    "exists": "{file} exists already and was not replaced.",
    "group": "Group {group} of the credential was mistyped.",
    "hash": "What was published does not agree with the hash that was published before (trustee {trustee}).",
    "json": "{file} does not hold JSON.",
    "fields": "{file} has another form: fields are missing, unknown, or in another order.",
    "no-trustee": "There is no trustee {trustee}: they are counted from 1 to {trustees}.",
    "no-archive": "There must be exactly one archive (.bel) in the folder; there are {count}.",
    "no-file": "{file} is missing: the step that makes it comes first.",
    "no-voters": "There are no credentials yet: `scrutiny election credentials` makes them.",
    "order": "That comes too early or too late in this election.",
    "other-credential": "The ballot is of another credential.",
    "other-election": "This ballot is for another election.",
    "other-key": "This private key does not belong to that trustee.",
    "phase": "The election is at the point “{at}”; that needs the point “{needed}”.",
    "possession": "A half at place {place} has no proof that its registrar knows it.",
    "public-key": "The key of the election is not that of its trustees.",
    "questions": "A question and its answers are needed: --question and --answers, or --questions FILE.",
    "randomness": "The numbers with which the ballot was encrypted are not all here.",
    "ranked-group": "That group cannot hold ranked answers: take RFC-3526-2048 or Ed25519.",
    "ranked-value": "Ranks are whole numbers from 0 to 255.",
    "repeated-decryption": "This trustee has decrypted already.",
    "secret": "{file} does not hold a private key.",
    "signature": "A signature of trustee {trustee} does not hold.",
    "too-few-trustees": "Not enough trustees have decrypted yet.",
    "weight": "Ranked answers cannot be weighed: every weight has to be 1.",
    "weights": "There are {found} weights for {wanted} credentials.",
    "unknown-credential": "This credential is not on the list of this election.",
}


def sentence(error: ScrutinyError) -> str:
    """A sentence for an error; the code and its data where there is none."""
    known = SENTENCES.get(error.code)
    missing = dict.fromkeys(("trustee", "trustees", "group", "place", "least", "most", "question"), "?")
    data = {**missing, "file": "The file", **error.data}
    return known.format(**data) if known else str(error)


def guarded(run: Callable[[Namespace], int]) -> Callable[[Namespace], int]:
    """Every failure as a sentence and an exit code; nothing is changed by a command that fails."""

    def wrapped(chosen: Namespace) -> int:
        try:
            return run(chosen)
        except MistypedCard as error:
            return _say(f"{sentence(error)} Nothing was changed. Type it again.", REFUSED)
        except ScrutinyError as error:
            return _say(f"Refused: {sentence(error)} Nothing was changed.", REFUSED)
        except OSError as error:
            return _say(f"{error.filename or 'A file'}: {error.strerror}. Nothing was half-written.", USAGE)
        except KeyboardInterrupt:
            return _say("Stopped. Nothing was half-written.", STOPPED)

    return wrapped


def _say(text: str, code: int) -> int:
    sys.stderr.write(text + "\n")
    return code
