"""The sentences of the rules that are numbers: `{n}` is the number, of a share with its sign."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

NUMBERS: dict[str, Promise] = {
    "founders_needed": ngettext_lazy(
        "{n} founder begins the organisation, or more.",
        "{n} founders begin the organisation, or more.",
        "n",
    ),
    "first_stewards": ngettext_lazy(
        "The founding act names {n} steward, or more: what one proposes, another confirms.",
        "The founding act names {n} stewards, or more: what one proposes, another confirms.",
        "n",
    ),
    "vouches_needed": ngettext_lazy(
        "A newcomer is a member when {n} member of the same workplace has vouched.",
        "A newcomer is a member when {n} members of the same workplace have vouched.",
        "n",
    ),
    "vouch_wait_days": ngettext_lazy(
        "Who has come in can vouch for others after {n} day.",
        "Who has come in can vouch for others after {n} days.",
        "n",
    ),
    "vouch_quota": ngettext_lazy(
        "Within the time that the next rule names a member vouches for {n} person at most.",
        "Within the time that the next rule names a member vouches for {n} people at most.",
        "n",
    ),
    "vouch_quota_days": ngettext_lazy(
        "How many people somebody vouched for is counted over {n} day.",
        "How many people somebody vouched for is counted over {n} days.",
        "n",
    ),
    "card_valid_days": ngettext_lazy(
        "A card that invites somebody is good for {n} day.",
        "A card that invites somebody is good for {n} days.",
        "n",
    ),
    "open_cards": ngettext_lazy(
        "A member has {n} unused card at most.",
        "A member has {n} unused cards at most.",
        "n",
    ),
    "opened_by": ngettext_lazy(
        "A new workplace stands on its own feet when {n} of its members has vouched for another.",
        "A new workplace stands on its own feet when {n} of its members have vouched for one another.",
        "n",
    ),
    "review_share_percent": _(
        "A membership that is under review ends only when more than {n} of the assembly want it."
    ),
    "out_of_work_months": ngettext_lazy(
        "Who is dismissed or laid off, or whose season ends, stays a member for {n} month, and while a "
        "dispute is open.",
        "Who is dismissed or laid off, or whose season ends, stays a member for {n} months, and while a "
        "dispute is open.",
        "n",
    ),
    "key_return_days": ngettext_lazy(
        "Who has lost their words comes back with new ones after a wait of {n} day.",
        "Who has lost their words comes back with new ones after a wait of {n} days.",
        "n",
    ),
    "key_return_vouches": ngettext_lazy(
        "Who has lost their words is vouched for by {n} member.",
        "Who has lost their words is vouched for by {n} members.",
        "n",
    ),
    "floor": ngettext_lazy(
        "Counts below {n} are hidden, with as many others as subtraction would need.",
        "Counts below {n} are hidden, with as many others as subtraction would need.",
        "n",
    ),
    "public_floor": ngettext_lazy(
        "Outside the organisation counts below {n} are not shown.",
        "Outside the organisation counts below {n} are not shown.",
        "n",
    ),
    "target_percent": _("A test of strength aims at {n} of those who work there, unless it says otherwise."),
    "active_days": ngettext_lazy(
        "Who took part in something counts as active for {n} day.",
        "Who took part in something counts as active for {n} days.",
        "n",
    ),
    "test_open_days": ngettext_lazy(
        "A test of strength waits {n} day for its counts.",
        "A test of strength waits {n} days for its counts.",
        "n",
    ),
    "steward_days": ngettext_lazy(
        "A steward is signed for by the members of the unit; the office lapses by itself after {n} day.",
        "A steward is signed for by the members of the unit; the office lapses by itself after {n} days.",
        "n",
    ),
    "steward_share_percent": _("A steward needs the signatures of more than {n} of the unit’s members."),
    "mandate_days": ngettext_lazy(
        "A mandate that a ballot gives lasts {n} day at most.",
        "A mandate that a ballot gives lasts {n} days at most.",
        "n",
    ),
    "renewals_most": ngettext_lazy(
        "The same person can hold an office again {n} time without a break.",
        "The same person can hold an office again {n} times without a break.",
        "n",
    ),
    "reminder_days": ngettext_lazy(
        "{n} day before a mandate ends its holder is reminded.",
        "{n} days before a mandate ends its holder is reminded.",
        "n",
    ),
    "delegates_per_hundred": ngettext_lazy(
        "A unit sends {n} delegate to the council for every hundred of its members, and one at least.",
        "A unit sends {n} delegates to the council for every hundred of its members, and one at least.",
        "n",
    ),
    "council_most": ngettext_lazy(
        "A council has {n} delegate at most, or as many as it takes to give one to each unit that sends.",
        "A council has {n} delegates at most, or as many as it takes to give one to each unit that sends.",
        "n",
    ),
    "crew_seats": ngettext_lazy(
        "A crew or brigade that moves between workplaces sends {n} delegate to the council, or more.",
        "A crew or brigade that moves between workplaces sends {n} delegates to the council, or more.",
        "n",
    ),
    "acceptance_days": ngettext_lazy(
        "Whoever is elected accepts within {n} day; after that the seat is vacant.",
        "Whoever is elected accepts within {n} days; after that the seat is vacant.",
        "n",
    ),
    "renewal_break_days": ngettext_lazy(
        "Whoever has held an office as often in a row as they can stays out of it for {n} day.",
        "Whoever has held an office as often in a row as they can stays out of it for {n} days.",
        "n",
    ),
    "report_days": ngettext_lazy(
        "After a meeting a delegate reports back within {n} day.",
        "After a meeting a delegate reports back within {n} days.",
        "n",
    ),
    "motion_share_percent": _("When more than {n} of the members ask for it, a motion is put to a ballot."),
    "quorum_percent": _("A ballot decides when {n} of those who may vote have voted, or more."),
    "share_percent": _("A decision needs more than {n} of the votes."),
    "notice_days": ngettext_lazy(
        "A ballot is announced {n} day before it opens.",
        "A ballot is announced {n} days before it opens.",
        "n",
    ),
    "observers_days": ngettext_lazy(
        "Observers and candidates can be named until {n} day before a ballot opens.",
        "Observers and candidates can be named until {n} days before a ballot opens.",
        "n",
    ),
    "voting_days": ngettext_lazy(
        "A ballot stays open for {n} day.",
        "A ballot stays open for {n} days.",
        "n",
    ),
    "complaint_days": ngettext_lazy(
        "After the close there is {n} day for complaints before anything is decrypted.",
        "After the close there are {n} days for complaints before anything is decrypted.",
        "n",
    ),
    "appeal_days": ngettext_lazy(
        "A result can be contested for {n} day; then it is certified.",
        "A result can be contested for {n} days; then it is certified.",
        "n",
    ),
    "open_vote_below": ngettext_lazy(
        "An assembly of fewer than {n} decides openly: so few votes cannot be kept secret.",
        "An assembly of fewer than {n} decides openly: so few votes cannot be kept secret.",
        "n",
    ),
    "ballot_floor": ngettext_lazy(
        "A part of a ballot with fewer than {n} voter, one that votes on paper too, is counted together with another.",
        "A part of a ballot with fewer than {n} voters, one that votes on paper too, is counted together with another.",
        "n",
    ),
    "registrars_needed": ngettext_lazy(
        "The right to vote is given out by {n} registrar together, so that nobody alone can vote for those "
        "who stay away.",
        "The right to vote is given out by {n} registrars together, so that nobody alone can vote for those "
        "who stay away.",
        "n",
    ),
    "trustees_needed": ngettext_lazy(
        "The key of a ballot or a pledge is shared among {n} trustee from different workplaces.",
        "The key of a ballot or a pledge is shared among {n} trustees from different workplaces.",
        "n",
    ),
    "trustees_quorum": ngettext_lazy(
        "It takes {n} trustee together to open a result.",
        "It takes {n} trustees together to open a result.",
        "n",
    ),
    "recall_share_percent": _(
        "A recall is put to a ballot when more than {n} of the electors of the office have signed for it."
    ),
    "recall_floor": ngettext_lazy(
        "However small the electorate is, {n} elector must have signed for a recall.",
        "However small the electorate is, {n} electors must have signed for a recall.",
        "n",
    ),
    "petition_days": ngettext_lazy(
        "A petition collects signatures for {n} day.",
        "A petition collects signatures for {n} days.",
        "n",
    ),
    "recall_confirm_days": ngettext_lazy(
        "When enough have signed for a recall, the ballot that decides it opens within {n} day.",
        "When enough have signed for a recall, the ballot that decides it opens within {n} days.",
        "n",
    ),
    "recall_again_days": ngettext_lazy(
        "When a recall ballot was not held because those who prepare it failed, the next one opens within {n} day.",
        "When a recall ballot was not held because those who prepare it failed, the next one opens within {n} days.",
        "n",
    ),
    "pledge_least": ngettext_lazy(
        "A pledge opens only when {n} has signed, or as many more as it says itself.",
        "A pledge opens only when {n} have signed, or as many more as it says itself.",
        "n",
    ),
    "pledge_margin": ngettext_lazy(
        "The number that a pledge needs is raised by {n} card, in case hostile hands hold some.",
        "The number that a pledge needs is raised by {n} cards, in case hostile hands hold some.",
        "n",
    ),
    "pledge_decks": ngettext_lazy(
        "A pledge is signed with one card from {n} deck, dealt by different people.",
        "A pledge is signed with one card from each of {n} decks, dealt by different people.",
        "n",
    ),
    "pledge_days": ngettext_lazy(
        "A pledge ends {n} day after it began at the latest.",
        "A pledge ends {n} days after it began at the latest.",
        "n",
    ),
    "pledge_wait_days": ngettext_lazy(
        "Before the trustees open a pledge they wait {n} day.",
        "Before the trustees open a pledge they wait {n} days.",
        "n",
    ),
    "pledge_trigger_hours": ngettext_lazy(
        "That enough have signed a pledge is shown to the trustees within {n} hour of its deadline, or it is void.",
        "That enough have signed a pledge is shown to the trustees within {n} hours of its deadline, or it is void.",
        "n",
    ),
    "pledge_step": ngettext_lazy(
        "How many have signed a pledge is shown in steps of {n}.",
        "How many have signed a pledge is shown in steps of {n}.",
        "n",
    ),
    "outside_money_percent": _(
        "Money from outside is at most {n} of what comes in during a year; what is more is flagged."
    ),
    "signers_needed": ngettext_lazy(
        "A payment needs {n} signer, all from different bodies.",
        "A payment needs {n} signers, all from different bodies.",
        "n",
    ),
    "witnesses_needed": ngettext_lazy(
        "The record is believed when {n} witness from outside has signed it too.",
        "The record is believed when {n} witnesses from outside have signed it too.",
        "n",
    ),
    "auditors_drawn": ngettext_lazy(
        "{n} auditor is drawn by lot to read what the record keeps closed.",
        "{n} auditors are drawn by lot to read what the record keeps closed.",
        "n",
    ),
    "statement_days": ngettext_lazy(
        "The auditors say in public what they found every {n} day.",
        "The auditors say in public what they found every {n} days.",
        "n",
    ),
    "rule_quorum_percent": _("A ballot changes the charter when {n} of all members have voted, or more."),
    "rule_share_percent": _("A change of the charter needs more than {n} of the votes."),
    "confirm_months": ngettext_lazy(
        "A rule that was changed has to be confirmed by another ballot within {n} month, or it falls back to "
        "its safe default.",
        "A rule that was changed has to be confirmed by another ballot within {n} months, or it falls back "
        "to its safe default.",
        "n",
    ),
}
