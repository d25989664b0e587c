"""Who may. Pairs: `check_…` raises the reason; what a template asks is derived from it with `allowed`."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec

from django.utils.translation import gettext_lazy as _

from groundswell.kernel.actor import Actor
from groundswell.kernel.errors import DomainError, Forbidden, Unknown

P = ParamSpec("P")


class NotSignedIn(Forbidden):
    message = _("Sign in first.")


def check_signed_in(actor: Actor) -> None:
    if not actor.signed_in:
        raise NotSignedIn


def check_known(check: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
    """Run a check on a thing of which those without the right do not learn that it exists. Raises Unknown."""
    try:
        check(*args, **kwargs)
    except Forbidden as error:
        raise Unknown from error


def allowed(check: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> bool:
    """Whether a check passes: the one way in which a page learns what to show."""
    try:
        check(*args, **kwargs)
    except DomainError:
        return False
    return True
