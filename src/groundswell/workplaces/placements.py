"""Who stands where, and the counts that follow from it. Persons are numbers here; names are another app's matter."""

from __future__ import annotations

from collections import Counter as TallyOf
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Q

from groundswell.kernel.clock import today
from groundswell.workplaces import figures, tree
from groundswell.workplaces.models import Closure, Figures, Placement, Unit


def units_of(person: UUID) -> list[UUID]:
    """The units in which a person stands now."""
    return list(Placement.objects.filter(person=person).values_list("unit_id", flat=True))


def persons_in(unit: UUID) -> set[UUID]:
    """All who stand in a unit or below it now."""
    inside = Closure.objects.filter(ancestor_id=unit).values("descendant_id")
    return set(Placement.objects.filter(unit_id__in=inside).values_list("person", flat=True))


def place(person: UUID, of: UUID, unit: UUID, *, active: bool = False) -> Placement:
    """Let a person stand in a unit: everything above in which the person did not stand yet gains one."""
    already = tree.ancestors_of_all(units_of(person))
    gained = set(tree.ancestors(unit)) - already
    made: Placement = Placement.objects.create(unit_id=unit, person=person, of=of, since=today(), active=active)
    figures.add(gained, members=1, active=int(active))
    return made


def unplace(placement: Placement) -> None:
    """The reverse of `place`."""
    unit, person, active = placement.unit_id, placement.person, placement.active
    placement.delete()
    lost = set(tree.ancestors(unit)) - tree.ancestors_of_all(units_of(person))
    figures.add(lost, members=-1, active=-int(active))


def unplace_all(of: UUID) -> None:
    for placement in Placement.objects.filter(of=of):
        unplace(placement)


def set_active(person: UUID, active: bool) -> None:
    """Whether a person is one of those who keep things going; the same in all units of theirs."""
    changed = Placement.objects.filter(person=person, active=not active)
    touched = tree.ancestors_of_all(changed.values_list("unit_id", flat=True))
    if touched:
        changed.update(active=active)
        figures.add(touched, active=1 if active else -1)


def set_languages(person: UUID, languages: list[str]) -> None:
    """The languages in which a person can talk with fellow workers."""
    Placement.objects.filter(person=person).update(languages=languages)


def spoken_below(unit: UUID) -> dict[str, int]:
    """How many active members at or below a unit speak each language."""
    inside = Closure.objects.filter(ancestor_id=unit).values("descendant_id")
    rows = Placement.objects.filter(unit_id__in=inside, active=True).values_list("person", "languages")
    speakers = {(person, language) for person, languages in rows for language in languages}
    return dict(TallyOf(language for _person, language in speakers))


def resettle(old: UUID, new: UUID) -> None:
    """Move all who stand in one unit to another; `recount` must follow for all units above both."""
    there = set(Placement.objects.filter(unit_id=new).values_list("person", flat=True))
    Placement.objects.filter(unit_id=old, person__in=there).delete()
    Placement.objects.filter(unit_id=old).update(unit_id=new)


def recount(units: Iterable[UUID]) -> None:
    """Count persons anew in these units: for edits of the tree, which are rare."""
    wanted = list(units)
    persons = Count("descendant__placements__person", distinct=True)
    counted = (
        Closure.objects.filter(ancestor_id__in=wanted)
        .values("ancestor_id")
        .annotate(
            members=persons,
            active=Count(
                "descendant__placements__person", distinct=True, filter=Q(descendant__placements__active=True)
            ),
        )
    )
    Figures.objects.bulk_update(
        [Figures(unit_id=row["ancestor_id"], members=row["members"], active=row["active"]) for row in counted],
        ["members", "active"],
        batch_size=500,
    )


def mark_opened(workplace: UUID) -> None:
    """The workplace stands on its own feet. Part of an action."""
    Unit.objects.filter(id=workplace, opening=True).update(opening=False)
