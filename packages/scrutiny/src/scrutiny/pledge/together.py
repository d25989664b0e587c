"""A share demanded from each unit: a set of pledges that are opened together or not at all.

Every pledge of the set states the demands of all units, and the same trustees sign each: whoever signs in one unit
knows what was asked of the others, and nobody can put an easier pledge in the place of another.
"""

from __future__ import annotations

from collections.abc import Sequence

from scrutiny.errors import Refused
from scrutiny.pledge.manifest import Manifest
from scrutiny.pledge.steps import Step, failing
from scrutiny.pledge.trigger import Trigger


def check(manifests: Sequence[Manifest]) -> None:
    """One pledge for each unit, alike in all else that matters. Raises Unverified `unit-missing`, `other-set`."""
    with failing(Step.TRIGGER_SET):
        first = manifests[0].terms
        for manifest in manifests:
            terms = manifest.terms
            alike = (terms.org, terms.deadline, terms.trustees, terms.needed, terms.witnesses, terms.together)
            if alike != (first.org, first.deadline, first.trustees, first.needed, first.witnesses, first.together):
                raise Refused("other-set", unit=terms.unit)
        units = sorted(manifest.terms.unit for manifest in manifests)
        if units != [one.unit for one in first.together]:
            raise Refused("unit-missing")


def check_triggers(manifest: Manifest, triggers: Sequence[Trigger]) -> None:
    """That this pledge may be opened: it, or all of its set under one checkpoint. Raises Unverified."""
    with failing(Step.TRIGGER_SET):
        if manifest.h not in [one.manifest.h for one in triggers]:
            raise Refused("unit-missing")
        if not manifest.terms.together:
            return
        check([one.manifest for one in triggers])
        if len({(one.size, one.root) for one in triggers}) != 1:
            raise Refused("other-record")


def opens_from(triggers: Sequence[Trigger]) -> int:
    """The waiting day of the last."""
    return max(one.opens_from for one in triggers)
