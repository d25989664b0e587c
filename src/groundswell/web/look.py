"""How the site looks on one device: a theme, and a neutral title and icon. Kept in a cookie, never in the database.

Pure values. The cookie holds two words, such as `dark.notes`; whatever else it holds is read as the usual look.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SYSTEM = "system"
PLAIN = "plain"

THEMES: dict[str, Promise] = {
    SYSTEM: _("As the device has it"),
    "light": _("Light"),
    "dark": _("Dark"),
    "contrast": _("High contrast"),
}


@dataclass(frozen=True)
class Disguise:
    """A neutral title and the icon that goes with it (a file in static/web/icons/)."""

    title: Promise
    icon: str


DISGUISES: dict[str, Disguise] = {
    "notes": Disguise(_("Notes"), "web/icons/notes.svg"),
    "weather": Disguise(_("Weather"), "web/icons/weather.svg"),
    "timetable": Disguise(_("Timetable"), "web/icons/timetable.svg"),
}
OWN_ICON = "web/icons/own.svg"


@dataclass(frozen=True)
class Look:
    theme: str = SYSTEM
    name: str = PLAIN

    @property
    def disguise(self) -> Disguise | None:
        """The neutral title and icon, or None where the site shows itself."""
        return DISGUISES.get(self.name)

    @property
    def icon(self) -> str:
        return self.disguise.icon if self.disguise else OWN_ICON

    def written(self) -> str:
        """The value of the cookie."""
        return f"{self.theme}.{self.name}"


def read(cookie: str) -> Look:
    """The look that a cookie asks for. Never fails: a cookie is what anybody may have written."""
    theme, _dot, name = cookie.partition(".")
    return Look(theme if theme in THEMES else SYSTEM, name if name in DISGUISES else PLAIN)
