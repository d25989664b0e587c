"""Which step a registrar or trustee has to do next; None while others are to act, or nothing is left to do."""

from __future__ import annotations

from groundswell.ballots import queries
from groundswell.ballots.models import Ballot, Count, Custodian, Message, Role
from groundswell.ballots.queries import Stage
from groundswell.kernel.clock import now
from scrutiny.organisation.ballots import asked

TRUSTEE_SETUP = ("certificate", "commitment", "shares", "key", "confirm")
REGISTRAR_STEPS = ("hash", "halves", "list")


def due(ballot: Ballot, custodian: Custodian) -> str | None:
    stage = queries.stage(ballot)
    if custodian.fault or stage in (Stage.ENDED, Stage.DECIDED):
        return None
    done = set(Message.objects.filter(custodian=custodian).values_list("step", flat=True))
    if stage == Stage.ANNOUNCED:
        return _registrar(ballot, custodian, done) if custodian.role == Role.REGISTRAR else _trustee(ballot, done)
    if custodian.role == Role.REGISTRAR and stage == Stage.VOTING:
        return _again(custodian)
    if custodian.role == Role.TRUSTEE and stage == Stage.COUNTING:
        return _counting(ballot, done)
    return None


def _next(steps: tuple[str, ...], done: set[str]) -> str | None:
    return next((step for step in steps if step not in done), None)


def _complete(ballot: Ballot, role: Role, step: str) -> bool:
    return len(queries.said(ballot, role, step)) == len(queries.custodians(ballot, role))


def _trustee(ballot: Ballot, done: set[str]) -> str | None:
    step = _next(TRUSTEE_SETUP, done)
    if step is None or (step == "confirm" and not ballot.trustees):
        return None
    before = TRUSTEE_SETUP.index(step) - 1
    return step if before < 0 or _complete(ballot, Role.TRUSTEE, TRUSTEE_SETUP[before]) else None


def _again(custodian: Custodian) -> str | None:
    """Whoever has new keys cannot open what was sealed to the old ones. After the close nothing is sealed, even if the
    clock was set back.
    """
    if any(part.stage != "setup" for part in queries.parts(custodian.ballot)):
        return None
    return "again" if queries.lost_credentials(custodian) else None


def _registrar(ballot: Ballot, custodian: Custodian, done: set[str]) -> str | None:
    """They begin when the list is final, and seal when enough trustees have confirmed the elections."""
    step = _next(REGISTRAR_STEPS, done)
    if now() < ballot.observers:
        return None
    if step is None:
        return _again(custodian) if queries.is_ready(ballot) else None
    before = REGISTRAR_STEPS.index(step) - 1
    if before >= 0 and not _complete(ballot, Role.REGISTRAR, REGISTRAR_STEPS[before]):
        return None
    if step == "list" and len(queries.said(ballot, Role.TRUSTEE, "confirm")) < ballot.threshold:
        return None
    return step


def _counting(ballot: Ballot, done: set[str]) -> str | None:
    counts = Count.objects.filter(ballot=ballot, result__isnull=True)
    if not counts.exists():
        return None
    if asked.is_ranked(queries.asked_of(ballot)):
        shuffled = min(counts.values_list("shuffles", flat=True))
        if shuffled < ballot.threshold:
            return "shuffle" if "shuffle" not in done else None
    return "decrypt" if "decrypt" not in done else None
