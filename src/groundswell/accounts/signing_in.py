"""Signing in: prove a key, settle what its use decides, begin a session."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from groundswell.accounts import returns
from groundswell.accounts.actions import NotKnown, Signed, prove
from groundswell.accounts.models import Key, KeyState
from groundswell.kernel.errors import Forbidden


class StillWaiting(Forbidden):
    message = _("These new words are not in force yet.")
    todo = _("Two fellow workers who know you vouch for you; seven days later you can sign in.")


def sign_in(signed: Signed, key: str, signature: str) -> Key:
    """The living key with which a session may begin.

    Old words of which somebody said they were lost are not lost when they sign in: that cancels the return. New
    words come into force here once their days of waiting are over. Raises Gone, NotKnown, StillWaiting.
    """
    found = prove(signed, key, signature)
    objected = returns.open_return_of(found)
    if objected is not None:
        returns.cancel(objected)
    elif found.state == KeyState.SUSPENDED and not returns.complete_if_due(found):
        raise StillWaiting
    found.refresh_from_db()
    if found.state != KeyState.LIVING:
        raise NotKnown
    return found
