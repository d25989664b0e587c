"""How mandates end, in the reader's language."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from scrutiny.organisation.councils import mandates

ENDS: dict[str, Promise] = {
    mandates.DECLINED: _("declined by whoever was elected"),
    mandates.NOT_ACCEPTED: _("not accepted in time"),
    mandates.LAPSED: _("its time is over"),
    mandates.RECALLED: _("ended early by the electors"),
    mandates.LAID_DOWN: _("laid down"),
    mandates.NOT_ELIGIBLE: _("the holder is no member of these electors any more"),
}
