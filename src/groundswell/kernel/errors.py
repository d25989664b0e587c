"""The exception tree of the site.

DomainError                what was asked cannot be done; shown to the person, in their language (HTTP 409 by default)
├── Forbidden              this person may not (403)
├── Unknown                there is no such thing, or not for this person (404)
├── Invalid                the input has a mistake that can be mended (422)
├── Gone                   it was there once: expired, used, already decided (410)
└── TooMany                slow down (429)

Each has a sentence (translatable, whole, with named placeholders) and named data. `kept` says what was kept, `todo`
what to do: three answers that every error page gives. HTTP knows about these errors; they know nothing about HTTP.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class DomainError(Exception):
    message: Text = _("This cannot be done now.")
    kept: Text = _("Nothing was changed.")
    todo: Text = ""

    def __init__(self, message: Text = "", *, kept: Text = "", todo: Text = "", **data: Any) -> None:
        self.message = message or self.message
        self.kept = kept or self.kept
        self.todo = todo or self.todo
        self.data: Mapping[str, Any] = data
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        return str(self.message).format(**self.data)

    @property
    def advice(self) -> str:
        return str(self.todo).format(**self.data)


class Forbidden(DomainError):
    message = _("You may not do this.")


class Unknown(DomainError):
    message = _("There is nothing here.")


class Invalid(DomainError):
    message = _("Something in what you sent needs mending.")


class Gone(DomainError):
    message = _("This was used, has expired or was decided already.")


class TooMany(DomainError):
    message = _("Too many attempts.")
    todo = _("Wait an hour and try again.")
