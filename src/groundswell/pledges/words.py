"""What codes of pledges are called, and what is promised, word for word as in docs/protocol/pledges.md."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groundswell.pledges.models import Role
from groundswell.pledges.queries import Stage

STAGES: dict[str, Promise] = {
    Stage.PREPARING: _("Being prepared: there are no cards yet"),
    Stage.SIGNING: _("Open for signing"),
    Stage.REACHED: _("The deadline has passed, or trustees look whether it is reached"),
    Stage.OPENING: _("Reached: the waiting day before it is opened"),
    Stage.OPENED: _("Reached and opened"),
    Stage.MISSED: _("Missed: nobody was named"),
    Stage.VOID: _("Void: nobody was named"),
}
ROLES: dict[str, Promise] = {Role.DEALER: _("Dealer"), Role.TRUSTEE: _("Trustee")}
STEPS: dict[str, Promise] = {
    "deck": _("deal a deck of cards"),
    "certificate": _("make a key of your own"),
    "commitment": _("make your part of the common key"),
    "shares": _("hand shares to the other trustees"),
    "key": _("check what the others handed you"),
    "manifest": _("check everything and sign it"),
    "notice": _("see for yourself that enough have signed"),
    "seal": _("give your part, sealed to those who signed"),
    "delete": _("delete your share"),
}
AUDIENCES: dict[str, Promise] = {
    "members": _("Members of the unit: each signs with their own words, and with cards"),
    "anyone": _("Anyone in the unit: whoever has the cards can sign"),
}
PROMISED: tuple[Promise, ...] = (
    _(
        "Opening early needs k trustees, or enough unused cards of every deck (dealers' copies included) played before "
        "the deadline."
    ),
    _(
        "After a missed deadline the names stay sealed while m-k+1 trustees really deleted their shares and this "
        "cryptography holds."
    ),
)
NOT_PROMISED: tuple[Promise, ...] = (
    _("Who is forced to show a used card shows that it was used."),
    _("Who did not sign can be guessed after an opening."),
    _("Signers may pass names on."),
    _("A hostile server can tie an entry to a network address, so use Tor or another network."),
    _("A phone that is taken over sees what its owner sees."),
)
