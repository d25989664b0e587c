"""Translations with Babel: `extract` (update the .po files from the code), `check` (complete?), `compile` (.mo).

Django's own command needs GNU gettext, which a fresh machine lacks. Babel reads Python itself; templates are first
turned into pseudo-source by Django's `templatize`, which keeps line numbers.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "groundswell"
LANGUAGES = ("ru", "es")
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
MARKUP = re.compile(r"</?\w+")


def po_file(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def sources() -> Iterator[Path]:
    for file in sorted(SOURCE.rglob("*")):
        if file.suffix in {".py", ".html", ".txt", ".svg"} and not {"tests", "migrations"} & set(file.parts):
            yield file


def messages(file: Path) -> Iterator[tuple[Any, str | None]]:
    """Message ids (text, or singular and plural) and contexts of one file."""
    if file.suffix == ".py":
        for _line, found, _comments, context in extract_from_file("python", str(file), keywords=KEYWORDS):
            yield found, context
        return
    from django.utils.translation.template import templatize  # noqa: PLC0415 - slow to import

    code = templatize(file.read_text(encoding="utf-8"), origin=str(file))
    if not code.strip():
        return
    for name, found, context in templated(code):
        yield found, context if name.startswith(("p", "np")) else None


def templated(code: str) -> Iterator[tuple[str, Any, str | None]]:
    for _line, name, found, _comments in extract_python(
        io.BytesIO(code.encode()), list(KEYWORDS), [], {"encoding": "utf-8"}
    ):
        parts = list(found) if isinstance(found, tuple) else [found]
        context = parts.pop(0) if name.startswith(("p", "np")) else None
        if name.lstrip("p").startswith("ng"):
            yield name, (parts[0], parts[1]), context
        else:
            yield name, parts[0], context


def wanted() -> Catalog:
    """All messages of the code. No line numbers: they would change with every edit."""
    catalog = Catalog(charset="utf-8", fuzzy=False)
    for file in sources():
        for found, context in messages(file):
            if found and found != "":
                catalog.add(found, locations=[(str(file.relative_to(ROOT)), None)], context=context)
    return catalog


def stored(language: str) -> Catalog:
    with po_file(language).open("rb") as handle:
        return read_po(handle, locale=language)


def extract() -> int:
    """Update the .po files: new messages are added empty, those no longer used go."""
    for language in LANGUAGES:
        file = po_file(language)
        file.parent.mkdir(parents=True, exist_ok=True)
        catalog = stored(language) if file.exists() else Catalog(locale=language, charset="utf-8", fuzzy=False)
        catalog.update(wanted(), no_fuzzy_matching=True)
        catalog.obsolete.clear()
        with file.open("wb") as handle:
            write_po(
                handle,
                catalog,
                sort_output=True,
                omit_header=False,
                include_lineno=False,
                width=110,
                ignore_obsolete=True,
            )
        print(f"{language}: {sum(not done(m) for m in catalog if m.id)} messages without a translation")
    return 0


def done(message: Message) -> bool:
    texts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return all(texts) and not message.fuzzy


def names(text: Any) -> set[str]:
    texts = text if isinstance(text, (tuple, list)) else (text,)
    return {a or b for one in texts for a, b in PLACEHOLDER.findall(one or "")}


def tags(text: Any) -> list[str]:
    first = text[0] if isinstance(text, (tuple, list)) else text
    return sorted(MARKUP.findall(first or ""))


def problems(language: str) -> Iterator[str]:
    catalog = stored(language)
    for message in wanted():
        if not message.id:
            continue
        kept = catalog.get(message.id, message.context)
        if kept is None or not done(kept):
            yield f"{language}: not translated: {message.id!r}"
        elif not names(kept.string) <= names(message.id) or (
            isinstance(message.id, str) and names(kept.string) != names(message.id)
        ):
            yield f"{language}: other placeholders than in {message.id!r}"
        elif tags(kept.string) != tags(message.id):
            yield f"{language}: other markup than in {message.id!r}"


def check() -> int:
    found = [problem for language in LANGUAGES for problem in problems(language)]
    print("\n".join([*found, f"{len(found)} problems"]))
    return 1 if found else 0


def compile_all() -> int:
    for language in LANGUAGES:
        if not po_file(language).exists():
            continue
        with po_file(language).with_suffix(".mo").open("wb") as handle:
            write_mo(handle, stored(language))
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))
    from django.conf import settings

    settings.configure(USE_I18N=True)
    commands = {"extract": extract, "check": check, "compile": compile_all}
    sys.exit(commands[sys.argv[1]]())
