"""Which columns name persons, by header or by what stands in them: dropped before anything is kept, only counted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from groundswell.workplaces.lists.grid import Value

HEADER = re.compile(
    r"\b(first|last|full|family|given|middle)[ _-]?name\b|\bsurname\b|\bnames? of (the )?(employee|worker|person)|"
    r"\b(employee|worker|member|person|contact|steward|manager|supervisor)('s)?[ _-]?(name|id|number|no)\b|^name$|"
    r"e-?mail|phone|mobile|telephone|whatsapp|telegram|birth|address|passport|social security|\bssn\b|pay(roll)?[ _-]?"
    r"(no|number|id)|badge (no|number|id)|personnel|"
    r"фамилия|\bимя\b|отчество|\bфио\b|телефон|почта|рожден|паспорт|табельн|адрес|снилс|"
    r"apellido|nombre( completo)?$|nombre y|tel[eé]fono|m[oó]vil|correo|nacimiento|domicilio|direcci[oó]n|"
    r"\bdni\b|\bnie\b|n[oó]mina",
    re.IGNORECASE,
)
# Words that mean a person whatever else the header says: a "site manager" is no site.
ALWAYS = re.compile(
    r"\b(manager|supervisor|foreman|forewoman|director|owner|contact|steward|boss|chief|leader|representative|head)s?\b"
    r"(?! ?count)|\b(surname|e-?mail|phone|telephone|mobile)\b|"
    r"начальник|руководител|директор|владел|бригадир|мастер|контакт|телефон|фамилия|фио\b|"
    r"\b(jef[ea]|encargad[oa]|director[a]?|due[ñn][oa]|capataz|contacto|responsable|gerente|correo)\b|tel[eé]fono|apellido",
    re.IGNORECASE,
)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
PHONE = re.compile(r"\+?[\d][\d\s().\-]{7,}\d")
DAY = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}( .*|T.*)?")
SURNAME_FIRST = re.compile(r"[^\W\d_][\w'’\-]+,\s+[^\W\d_][\w'’\-.]+(\s[^\W\d_][\w.]*)?")
COMPANY = re.compile(
    r"\b(inc|llc|ltd|l\.?p|corp|co|company|gmbh|s\.?a|s\.?l|ооо|оао|зао|llp|plc|pllc|d/?b/?a)\b\.?", re.IGNORECASE
)


def names_persons(header: str, values: Sequence[Value], *, known: bool) -> bool:
    """Whether a column names persons. `known`: its header says that it means something else.

    Known columns are judged by words that always mean a person, and by e-mail addresses and telephone numbers:
    "Baker, Smith" may be a firm.
    """
    if ALWAYS.search(header) or (HEADER.search(header) and not known):
        return True
    texts = [str(v) for v in values if isinstance(v, str)]
    if _share(texts, EMAIL) > 0.2 or _share([t for t in texts if not DAY.fullmatch(t)], PHONE) > 0.5:
        return True
    return not known and _share([t for t in texts if not COMPANY.search(t)], SURNAME_FIRST) > 0.5


def is_contact(text: str) -> bool:
    """Whether one value by itself is an e-mail address or a telephone number, wherever it stands."""
    return bool(EMAIL.fullmatch(text) or (PHONE.fullmatch(text) and not DAY.fullmatch(text)))


def _share(texts: Sequence[str], pattern: re.Pattern[str]) -> float:
    return sum(bool(pattern.fullmatch(t.strip())) for t in texts) / len(texts) if texts else 0.0
