"""Pages of bodies: the tree of delegation to walk, and of each body who composes it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from groundswell.councils import bodies as reads
from groundswell.councils import body_pages, elections, queries
from groundswell.councils.bodies import Place
from groundswell.councils.body_pages import Link, Summary, TreePage
from groundswell.councils.permissions import is_elector
from groundswell.councils.tree_picture import DRAWN, Node, drawn
from groundswell.councils.words import BODY_KINDS, STANDINGS, UNDECIDED
from groundswell.kernel.errors import Unknown
from groundswell.kernel.requests import SiteRequest
from groundswell.workplaces import queries as workplaces
from groundswell.workplaces.permissions import check_is_member, check_may_see
from scrutiny.organisation.councils.bodies import BodyKind, is_assembly


@require_GET
def bodies(request: SiteRequest) -> HttpResponse:
    """The tree of delegation, from the top or from the body `at`."""
    check_is_member(request.actor)
    highest = reads.top()
    key = request.GET.get("at") or (highest.key if highest else "")
    if not key:
        return render(request, "councils/bodies.html", {"page": None})
    place = _seen(request, key)
    page = body_pages.tree_page(place, _number(request, "page"))
    context = {
        "page": page,
        "picture": _picture(page),
        "kinds": BODY_KINDS,
        "standings": STANDINGS,
        "undecided": UNDECIDED.get(page.undecided, ""),
        "top": highest and highest.key == key,
    }
    return render(request, "councils/bodies.html", context)


@require_GET
def body(request: SiteRequest, key: str) -> HttpResponse:
    """Who composes one body; of an assembly, whom it sent."""
    check_is_member(request.actor)
    place = _seen(request, key)
    return _assembly(request, place) if is_assembly(key) else _council(request, place)


@require_GET
def body_of(request: SiteRequest, unit_id: UUID) -> HttpResponse:
    """The body of a unit: its council where it has one. Raises Unknown where nobody could send anybody."""
    check_is_member(request.actor)
    found = reads.bodies_of(unit_id)
    if not found:
        raise Unknown
    return redirect("councils:body", key=found[0].key)


def _council(request: SiteRequest, place: Place) -> HttpResponse:
    mine = queries.units_that_can_be_signed_for(request.actor.units)
    page = body_pages.body_page(place, _number(request, "page"), mine)
    context = {
        "page": page,
        "unit": place.body.unit,
        "kinds": BODY_KINDS,
        "standings": STANDINGS,
        "undecided": UNDECIDED.get(page.undecided, ""),
    }
    return render(request, "councils/body.html", context)


def _assembly(request: SiteRequest, place: Place) -> HttpResponse:
    page, unit = body_pages.assembly_page(place), place.body.unit
    mine = unit is not None and is_elector(request.actor, unit)
    context = {
        "page": page,
        "unit": unit,
        "mine": mine,
        "standings": STANDINGS,
        "undecided": UNDECIDED.get(page.undecided, ""),
        "stewards": queries.stewards_of(unit) if unit and mine else [],
        "elections": elections.latest_in([unit]) if unit and mine else [],
    }
    return render(request, "councils/assembly.html", context)


def _seen(request: SiteRequest, key: str) -> Place:
    """The body, if the one who asks may see inside the workplace in which it is. Raises Unknown, Forbidden."""
    place = reads.find(key)
    if place.body.unit:
        check_may_see(request.actor, workplaces.unit(place.body.unit))
    return place


def _number(request: SiteRequest, name: str) -> int:
    said = request.GET.get(name, "1")
    return int(said) if said.isdecimal() and len(said) < len("1000000") else 1


def tree_address(key: str, page: int = 1) -> str:
    return reverse("councils:bodies") + "?" + urlencode({"at": key} | ({"page": page} if page > 1 else {}))


def address(link: Link) -> str:
    """A council leads further down the tree, an assembly to its own page: nobody sends to it."""
    if link.body.kind is BodyKind.ASSEMBLY:
        return reverse("councils:body", args=[link.body.key])
    return tree_address(link.body.key)


def _picture(page: TreePage) -> SafeString:
    above = next((Node(one.title, _("it sends to"), address(one), None, 0) for one in page.above), None)
    here = _node(page.here, "", page.here.filled.total, page.here.vacant)
    rows = [_node(row.own, address(row.own.link), row.sent, row.vacant) for row in page.rows]
    return drawn(
        here,
        above,
        rows if page.pages == 1 else _groups(page),
        _("Who sends whom: {body}").format(body=page.here.link.title),
        _("The body in the middle, what it sends to above it, who sends to it below. Bars are as wide as there are "
          "members, full dots are seats that somebody holds. The same stands below as a list."),
    )  # fmt: skip


def _node(of: Summary, href: str, filled: int, vacant: int) -> Node:
    seats = ngettext("{n} delegate", "{n} delegates", filled).format(n=filled)
    if vacant:
        seats = _("{delegates}, {vacant} vacant").format(delegates=seats, vacant=vacant)
    return Node(of.link.title, seats, href, of.members, filled, vacant)


def _groups(page: TreePage) -> list[Node]:
    """Many that send, so many pages of them together that the picture stays small; each leads to its first page."""
    each = body_pages.ROWS_A_PAGE * -(-page.pages // DRAWN)
    parts = [page.senders[first : first + each] for first in range(0, len(page.senders), each)]
    return [_group(page, some, 1 + n * each // body_pages.ROWS_A_PAGE) for n, some in enumerate(parts)]


def _group(page: TreePage, some: Sequence[Link], first_page: int) -> Node:
    label = _("{first} – {last}").format(first=some[0].title, last=some[-1].title)
    sent = page.here.filled.by_sender
    filled = sum(sent[one.body.unit] for one in some if one.body.unit)
    note = ngettext("{n} body sends {delegates}", "{n} bodies send {delegates}", len(some))
    said = note.format(n=len(some), delegates=filled)
    return Node(label, said, tree_address(page.here.link.body.key, first_page), None, filled)
