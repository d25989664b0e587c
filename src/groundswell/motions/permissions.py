"""Who may see petitions, and whose key is asked for. Signing needs no permission: the signature is it."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from groundswell.kernel.actor import Actor
from groundswell.kernel.errors import Forbidden
from groundswell.motions import queries
from groundswell.motions.models import Petition
from groundswell.workplaces.permissions import check_is_member


def check_may_see(actor: Actor, petition: Petition) -> None:
    """The electors: a petition is their matter. Raises Forbidden."""
    check_is_elector(actor, petition.unit_id)


def check_is_elector(actor: Actor, unit: UUID | None) -> None:
    """Who stands in the unit or below it. The list of keys says who can sign; this, who can look."""
    check_is_member(actor)
    if unit is not None and unit not in queries.path_of(actor.units):
        raise Forbidden(_("Only its electors see this petition."))
