"""The static key pages, rendered once per language: no request, session or organisation goes into them.

The code that handles keys runs only on these pages. The same translations and programs give the same bytes,
so that anyone can build them again and compare.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.template import Context, Engine
from django.utils.functional import Promise
from django.utils.translation import override

from groundswell.record.said import LABELS, SAID, VALUES, YES_OR_NO

Words = Mapping[str, Promise | str]

TEMPLATES = Path(__file__).with_name("keypages")
SCRIPTS = {
    "make": "keys-make.js",
    "sign-in": "keys-signin.js",
    "change": "keys-change.js",
    "sign": "keys-sign.js",
    "forget": "keys-forget.js",
    "booth": "keys-booth.js",
    "room": "keys-room.js",
    "deal": "keys-deal.js",
    "pledge": "keys-pledge.js",
    "pledge-room": "keys-pledge-room.js",
    "pledge-open": "keys-pledge-open.js",
    "station": "keys-station.js",
    "petition": "keys-petition.js",
}
# The site's policy, without frame-ancestors: browsers take that one from the header only.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; worker-src 'self'"
)


def build(output: Path, values: Words | None = None) -> list[Path]:
    """Write `<output>/<language>/<page>.html`, and each once more compressed. Returns the pages in order.

    `values` names what stands in acts, by value or by `kind of act:value`.
    """
    engine = Engine(dirs=[str(TEMPLATES)], builtins=["django.templatetags.i18n"], autoescape=True)
    return [
        write(output / language / f"{page}.html", render(engine, language, page, {**VALUES, **(values or {})}))
        for language, _label in settings.LANGUAGES
        for page in SCRIPTS
    ]


def render(engine: Engine, language: str, page: str, values: Words) -> str:
    context = {
        "language": language,
        "languages": settings.LANGUAGES,
        "page": page,
        "policy": POLICY,
        "script": SCRIPTS[page],
        "said": SAID.items(),
        "labels": LABELS.items(),
        "yes_or_no": YES_OR_NO,
        "words": values.items(),
    }
    with override(language):
        return str(engine.get_template(f"{page}.html").render(Context(context)))


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    return path
