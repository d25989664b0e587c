"""States as tables: what may happen to a thing, and under which condition. Code asks them, diagrams are drawn from
them.

A guard is the code of a condition. Whoever has a table says in `GUARDS` beside it what each guard means; that the code
keeps it, the tests of that module show.

Codes of RuleBroken: `no-such-step`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scrutiny.errors import RuleBroken


@dataclass(frozen=True)
class Step:
    """In `state`, when `event` happens and `guard` holds, comes `after`. A step may lead back to its own state."""

    state: str
    event: str
    after: str
    guard: str = ""


@dataclass(frozen=True)
class StateTable:
    """`event` begins it in the state `first`. A state from which no step leads elsewhere is an end."""

    name: str
    event: str
    first: str
    steps: tuple[Step, ...]

    def after(self, state: str, event: str) -> str:
        """The state after an event. Raises RuleBroken `no-such-step` where the table has none."""
        for step in self.steps:
            if (step.state, step.event) == (state, event):
                return step.after
        raise RuleBroken("no-such-step", state=state, event=event)

    def states(self) -> tuple[str, ...]:
        """Every state once, in the order in which the table comes to it."""
        named = (self.first, *(name for step in self.steps for name in (step.state, step.after)))
        return tuple(dict.fromkeys(named))

    def events(self) -> frozenset[str]:
        return frozenset(step.event for step in self.steps)

    def guards(self) -> frozenset[str]:
        return frozenset(step.guard for step in self.steps if step.guard)

    def ends(self) -> frozenset[str]:
        """The states that are never left again."""
        return frozenset(self.states()) - {step.state for step in self.steps if step.after != step.state}

    def reachable(self, state: str) -> frozenset[str]:
        """The state itself and whatever can come after it."""
        found, waiting = {state}, [state]
        while waiting:
            here = waiting.pop()
            new = {step.after for step in self.steps if step.state == here} - found
            found |= new
            waiting += new
        return frozenset(found)

    def diagram(self) -> str:
        """The table as a Mermaid state diagram; a guard stands in brackets after its event."""
        return "\n".join(["stateDiagram-v2", *(f"    {line}" for line in self._arrows())]) + "\n"

    def _arrows(self) -> Iterator[str]:
        yield f"[*] --> {_plain(self.first)}: {self.event}"
        for step in self.steps:
            guard = f" [{step.guard}]" if step.guard else ""
            yield f"{_plain(step.state)} --> {_plain(step.after)}: {step.event}{guard}"
        for state in self.states():
            if state in self.ends():
                yield f"{_plain(state)} --> [*]"


def _plain(state: str) -> str:
    """Mermaid reads a hyphen as part of an arrow."""
    return state.replace("-", "_")
