"""Languages that fellow workers speak, named in themselves, from Babel's data."""

from __future__ import annotations

from functools import cache

from babel import Locale, UnknownLocaleError

SPOKEN = (
    "am ar az be bg bn bs ca cs cy da de el en es et fa fi fr ga gu ha he hi hr ht hu hy id ig it ja ka kk km ko ku ky "
    "lo lt lv mk ml mn mr ms my ne nl no om pa pl ps pt ro ru rw si sk sl so sq sr sv sw ta te tg th ti tl tr uk ur uz "
    "vi wo yo zh zu"
)


@cache
def language_choices() -> tuple[tuple[str, str], ...]:
    return tuple((code, language_name(code)) for code in SPOKEN.split())


@cache
def language_name(code: str) -> str:
    """The language's own name for itself; the code where Babel has none."""
    try:
        name = Locale.parse(code).get_language_name(code)
    except UnknownLocaleError:
        name = None
    return (name or code).capitalize()
