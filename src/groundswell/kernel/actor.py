"""Who acts: a plain value, built once a request and handed to every action and permission."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass, field, replace
from uuid import UUID

from groundswell.kernel.errors import Forbidden
from scrutiny.organisation.acts import Act


@dataclass(frozen=True)
class Signature:
    """The bytes of a signed act (see scrutiny.identity.signed_acts) and the signature of them, 64 bytes."""

    content: bytes
    signature: bytes


def _signs_nothing(_act: Act) -> Signature | None:
    return None


@dataclass(frozen=True)
class Actor:
    """`account` is None for someone who is not signed in.

    `key` is the key with which they are here, `act_key` its public half for acts, in hexadecimal; `signs` gives the
    signature under an act, or None where there is none yet. `units` are the units in which the account stands as a
    member now; `stewarded` those of which it is a living steward now; `host` is set only by commands that whoever runs
    the server types.
    """

    account: UUID | None = None
    key: UUID | None = None
    act_key: str = ""
    signs: Callable[[Act], Signature | None] = field(default=_signs_nothing, compare=False, repr=False)
    name: str = ""
    units: Set[UUID] = field(default_factory=frozenset)
    stewarded: Set[UUID] = field(default_factory=frozenset)
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

    @property
    def unsigned(self) -> Actor:
        """The same person, for what follows from an act or was proved in another way: nothing is signed by it."""
        return replace(self, key=None, act_key="", signs=_signs_nothing)


NOBODY = Actor()
HOST = Actor(host=True, name="host")
