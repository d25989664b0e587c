"""Who acts: a plain value, built once a request and handed to every action and permission."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from groundswell.kernel.errors import Forbidden


@dataclass(frozen=True)
class Actor:
    """`account` is None for someone who is not signed in.

    `units` are the units in which the account stands as a member now; `stewarded` those of which it is a living
    steward now; `host` is set only by commands that whoever runs the server types.
    """

    account: UUID | None = None
    key: UUID | None = None
    name: str = ""
    units: frozenset[UUID] = field(default_factory=frozenset)
    stewarded: frozenset[UUID] = field(default_factory=frozenset)
    host: bool = False

    @property
    def signed_in(self) -> bool:
        return self.account is not None

    @property
    def person(self) -> UUID:
        """The account; raises Forbidden for someone who is not signed in, and for the host."""
        if self.account is None:
            raise Forbidden
        return self.account

    @property
    def is_member(self) -> bool:
        return bool(self.units)

    @property
    def label(self) -> str:
        """What the record's private part says about who acted."""
        return "host" if self.host else str(self.account)


NOBODY = Actor()
HOST = Actor(host=True, name="host")
