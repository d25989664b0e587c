"""Pages of coming in, one's own standing, and one's circle."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from groundswell.accounts.doors import Door, open_door
from groundswell.accounts.permissions import check_signed_in
from groundswell.accounts.sessions import origin_of
from groundswell.kernel.errors import Invalid, Unknown
from groundswell.kernel.requests import SiteRequest
from groundswell.members import admission, queries
from groundswell.members.actions import joining, returns, reviews, standing
from groundswell.members.cards import card_svg
from groundswell.members.forms import (
    CodeForm,
    InviteForm,
    LeaveForm,
    OutOfWorkForm,
    PlaceForm,
    ReviewForm,
    ShowMeForm,
)
from groundswell.members.guessing import count_guess
from groundswell.web.forms import mend
from groundswell.workplaces import queries as workplaces
from groundswell.workplaces.permissions import check_is_member
from scrutiny.organisation import acts


@require_http_methods(["GET", "POST"])
def join(request: SiteRequest) -> HttpResponse:
    """The code of a card; then six sentences; then the page that makes the keys."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        count_guess(request, form.cleaned_data["code"])
        try:
            card = joining.find_card(form.cleaned_data["code"])
        except Invalid as error:
            mend(form, "code", error)
            return render(request, "members/join.html", {"form": form}, status=422)
        if request.actor.signed_in and not card.returns_id:
            joining.apply_again(request.actor, form.cleaned_data["code"])
            return redirect("home:home")
        kind = "return" if card.returns_id else "card"
        open_door(request, Door(kind=kind, token=card.digest))
        return render(request, "members/before_keys.html", {"kind": kind, "language": get_language()})
    return render(request, "members/join.html", {"form": form})


@require_GET
def circle(request: SiteRequest) -> HttpResponse:
    """Whom I vouched for, who vouched for me, who of my unit is visible, and who asks to be vouched for."""
    check_signed_in(request.actor)
    account = request.actor.person
    return render(
        request,
        "members/circle.html",
        {
            "waiting": queries.waiting_for(request.actor),
            "vouched": queries.vouched_for_by(account),
            "vouchers": queries.vouchers_of(account),
            "fellows": admission.opening_fellows(request.actor, queries.visible_fellows(request.actor)),
            "returns": queries.returns_for(request.actor),
            "reviews": queries.reviews_for(request.actor),
            "cards": queries.open_cards(account),
        },
    )


@require_http_methods(["GET", "POST"])
def invite(request: SiteRequest) -> HttpResponse:
    """Make a card. Its code is on this page and nowhere else."""
    check_is_member(request.actor)
    units = [*admission.own_parts(request.actor), *admission.openable(request.actor)]
    form = InviteForm(request.POST or None, units=units, known=queries.known_to(request.actor))
    if request.method == "POST" and form.is_valid():
        card, code = joining.issue_card(request.actor, form.unit_id(), form.returns_id())
        link = f"{origin_of(request)}/join/#{code}"  # the site behind a web server does not know that it is on https
        return render(request, "members/card.html", {"card": card, "code": code, "qr": card_svg(link)})
    return render(request, "members/invite.html", {"form": form})


@require_POST
def void_card(request: SiteRequest, card_id: UUID) -> HttpResponse:
    check_signed_in(request.actor)
    joining.void_card(request.actor, card_id)
    return redirect("members:circle")


@require_http_methods(["GET", "POST"])
def vouch(request: SiteRequest, membership_id: UUID) -> HttpResponse:
    """What vouching means, and the button. After the admission the same page tells that it is done."""
    check_is_member(request.actor)
    membership = queries.membership(membership_id)
    admission.check_may_look(request.actor, membership)
    if request.method == "POST":
        joining.vouch(request.actor, acts.Vouch(standing=membership_id))
        return redirect("members:vouch", membership_id=membership_id)
    return render(
        request,
        "members/vouch.html",
        {
            "membership": membership,
            "given": membership.vouches.filter(voucher_id=request.actor.account).exists(),
            "missing": admission.missing(membership),
            "alarm": admission.frozen(membership),
            "may_confirm": admission.may_confirm_fellow(request.actor, membership),
            "review_form": ReviewForm(),
        },
    )


@require_POST
def withdraw_vouch(request: SiteRequest, membership_id: UUID) -> HttpResponse:
    check_is_member(request.actor)
    joining.withdraw_vouch(request.actor, acts.WithdrawVouch(standing=membership_id))
    return redirect("members:circle")


@require_POST
def vouch_return(request: SiteRequest, return_id: UUID) -> HttpResponse:
    check_is_member(request.actor)
    returns.vouch(request.actor, return_id)
    return redirect("members:circle")


@require_POST
def ask_review(request: SiteRequest, membership_id: UUID) -> HttpResponse:
    check_is_member(request.actor)
    reviews.ask(request.actor, membership_id, request.POST.get("reason", ""))
    return redirect("members:circle")


@require_POST
def answer_review(request: SiteRequest, review_id: UUID) -> HttpResponse:
    check_is_member(request.actor)
    answer = request.POST.get("answer")
    if answer not in {"keep", "end"}:
        raise Invalid
    reviews.answer(request.actor, review_id, answer == "keep")
    return redirect("members:circle")


@require_GET
def me(request: SiteRequest) -> HttpResponse:
    """My standing: where, since when, and everything that I can say about it."""
    check_signed_in(request.actor)
    account = request.actor.person
    held = queries.memberships_of(account)
    return render(
        request,
        "members/me.html",
        {
            "memberships": [(m, queries.standing_units(m), ShowMeForm.of(m)) for m in held],
            "out_of_work_form": OutOfWorkForm(),
            "leave_form": LeaveForm(),
        },
    )


@require_POST
def appeal(request: SiteRequest, membership_id: UUID) -> HttpResponse:
    check_signed_in(request.actor)
    reviews.appeal(request.actor, membership_id)
    return redirect("members:me")


@require_POST
def show_me(request: SiteRequest, membership_id: UUID) -> HttpResponse:
    check_signed_in(request.actor)
    form = ShowMeForm(request.POST)
    if not form.is_valid():
        raise Invalid
    said = form.cleaned_data
    standing.show_me(request.actor, membership_id, said["visible"], said["active"], tuple(said["languages"]))
    return redirect("members:me")


@require_http_methods(["GET", "POST"])
def place(request: SiteRequest, membership_id: UUID) -> HttpResponse:
    """Say in which part of my workplace I stand."""
    check_signed_in(request.actor)
    membership = queries.membership(membership_id)
    if membership.account_id != request.actor.account:
        raise Unknown
    there = queries.standing_units(membership)
    workplace = workplaces.workplace_of(there[0].id) if there else None
    form = PlaceForm(request.POST or None, there=there, parts=workplaces.below(workplace) if workplace else [])
    if request.method == "POST" and form.is_valid():
        old, new = form.chosen()
        if old:
            standing.move(request.actor, membership_id, old, new)
        else:
            standing.add(request.actor, membership_id, new)
        return redirect("members:me")
    return render(request, "members/place.html", {"membership": membership, "form": form, "there": there})


@require_POST
def out_of_work(request: SiteRequest, membership_id: UUID) -> HttpResponse:
    check_signed_in(request.actor)
    form = OutOfWorkForm(request.POST)
    if not form.is_valid():
        raise Invalid
    standing.out_of_work(request.actor, membership_id, form.cleaned_data["cause"], form.cleaned_data["dispute"])
    return redirect("members:me")


@require_POST
def dispute(request: SiteRequest, membership_id: UUID) -> HttpResponse:
    check_signed_in(request.actor)
    standing.dispute(request.actor, membership_id, request.POST.get("open") == "yes")
    return redirect("members:me")


@require_POST
def back_at_work(request: SiteRequest, membership_id: UUID) -> HttpResponse:
    check_signed_in(request.actor)
    standing.back_at_work(request.actor, membership_id)
    return redirect("members:me")


@require_POST
def leave(request: SiteRequest, membership_id: UUID) -> HttpResponse:
    check_signed_in(request.actor)
    form = LeaveForm(request.POST)
    if not form.is_valid():
        raise Invalid
    standing.leave(request.actor, membership_id, form.cleaned_data["reason"])
    return redirect("members:me")
