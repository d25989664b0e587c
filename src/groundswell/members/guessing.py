"""How often codes of cards may be tried: per card and per account first, per address generously.

A code has 80 random bits, so nobody guesses one; the limits keep the attempt from costing the site anything. A whole
shift shares one address; behind a web server and as an onion service all have the same one: there nothing is counted by
it.
"""

from __future__ import annotations

from groundswell.kernel.limits import Limiter, own_address
from groundswell.kernel.requests import SiteRequest
from scrutiny.encoding import sha256

per_card = Limiter(60)
per_account = Limiter(60)
per_address = Limiter(1000)


def count_guess(request: SiteRequest, typed: str) -> None:
    """Count one try of a code. Raises TooMany."""
    if request.actor.signed_in:
        per_account.count(str(request.actor.account))
    elif address := own_address(request):
        per_address.count(address)
    per_card.count(sha256(typed.strip().upper().encode()).hex())
