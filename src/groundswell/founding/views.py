"""Pages of the founding. They exist until it is done; afterwards there is nothing here."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from groundswell.accounts.doors import Door, open_door
from groundswell.charter import words
from groundswell.charter.queries import is_founded, rules
from groundswell.founding import actions, queries
from groundswell.founding.forms import NameForm, PlaceForm, StandForm, TokenForm
from groundswell.kernel.errors import Forbidden, Invalid, Unknown
from groundswell.kernel.limits import Limiter, own_address
from groundswell.kernel.requests import SiteRequest
from groundswell.web.forms import mend
from scrutiny.organisation.charter import to_json

SESSION_FOUNDING = "founding"
RULES_SHOWN = {"vouches_needed", "steward_days", "floor", "out_of_work_months"}
attempts = Limiter(300)  # for each address


def _check(request: SiteRequest) -> None:
    """Only with the token, or as one who already made a founder's keys; only until the founding."""
    if is_founded():
        raise Unknown
    if not request.session.get(SESSION_FOUNDING) and queries.founder(request.actor.account) is None:
        raise Forbidden


@require_http_methods(["GET", "POST"])
def enter(request: SiteRequest) -> HttpResponse:
    if is_founded():
        raise Unknown
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if address := own_address(request):
            attempts.count(address)
        try:
            actions.enter(form.cleaned_data["token"])
        except Invalid as error:
            mend(form, "token", error)
            return render(request, "founding/enter.html", {"form": form}, status=422)
        request.session[SESSION_FOUNDING] = True
        return redirect("founding:draft")
    return render(request, "founding/enter.html", {"form": form})


@require_GET
def draft(request: SiteRequest) -> HttpResponse:
    _check(request)
    found = queries.draft()
    if found is None:
        raise Unknown
    places = queries.places(found)
    me = queries.founder(request.actor.account)
    initial = {"place": me.place, "steward_of": me.steward_of, "keeps_keys": me.keeps_keys} if me else {}
    return render(
        request,
        "founding/draft.html",
        {
            "draft": found,
            "places": places,
            "names": {p.id: p.name for p in places},
            "founders": queries.founders(),
            "me": me,
            "rules": [words.sentence(rule, value) for rule, value in to_json(rules()).items() if rule in RULES_SHOWN],
            "readiness": queries.readiness(found),
            "name_form": NameForm(initial={"name": found.name}),
            "place_form": PlaceForm(places=places, auto_id="id_unit_%s"),
            "stand_form": StandForm(places=places, initial=initial),
        },
    )


@require_POST
def make_keys(request: SiteRequest) -> HttpResponse:
    """Open the door for one founder's keys and lead to the page that makes them."""
    _check(request)
    open_door(request, Door(kind="founding"))
    return redirect(f"/static/keys/{get_language()}/make.html")


@require_POST
def name(request: SiteRequest) -> HttpResponse:
    _check(request)
    actions.set_name(request.POST.get("name", ""))
    return redirect("founding:draft")


@require_POST
def add_place(request: SiteRequest) -> HttpResponse:
    _check(request)
    posted = request.POST
    actions.add_place(posted.get("kind", ""), posted.get("name", ""), posted.get("parent", ""))
    return redirect("founding:draft")


@require_POST
def remove_place(request: SiteRequest) -> HttpResponse:
    _check(request)
    actions.remove_place(request.POST.get("place", ""))
    return redirect("founding:draft")


@require_POST
def stand(request: SiteRequest) -> HttpResponse:
    _check(request)
    posted = request.POST
    keeps_keys = "keeps_keys" in posted
    actions.stand(request.actor, posted.get("place", ""), posted.get("steward_of", ""), keeps_keys=keeps_keys)
    return redirect("founding:draft")


@require_POST
def leave_out(request: SiteRequest) -> HttpResponse:
    _check(request)
    actions.leave_out(request.actor, request.POST.get("founder", ""))
    return redirect("founding:draft")


@require_POST
def agree(request: SiteRequest) -> HttpResponse:
    _check(request)
    version = request.POST.get("version", "")
    actions.agree(request.actor, int(version) if version.isdigit() else 0)
    return redirect("founding:draft")


@require_POST
def adopt(request: SiteRequest) -> HttpResponse:
    _check(request)
    actions.adopt(request.actor)
    request.session.pop(SESSION_FOUNDING, None)
    return redirect("home:home")
