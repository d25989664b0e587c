"""Documentation that is checked: links lead somewhere, commands exist, diagrams are those of the code.

`python tools/docs.py check`; `python tools/docs.py write` brings the diagrams up to date.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from scrutiny.organisation.standing import diagram

ROOT = Path(__file__).resolve().parents[1]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
RUN = re.compile(r"\./run ([a-z]+)")
BLOCK = re.compile(r"<!-- states:(\w+) -->\n.*?<!-- end -->", re.DOTALL)
PLACES = re.compile(r"`((?:src|packages|tests|tools|docs|frontend|locale|deploy)/[\w./-]+)`")
DIAGRAMS: dict[str, Callable[[], str]] = {"membership": diagram}
COMMANDS = {"demo", "serve", "test", "check", "bench", "manage", "scrutiny"}


def pages() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split()]


def with_diagrams(text: str) -> str:
    def drawn(found: re.Match[str]) -> str:
        name = found[1]
        return f"<!-- states:{name} -->\n```mermaid\n{DIAGRAMS[name]().strip()}\n```\n<!-- end -->"

    return BLOCK.sub(drawn, text)


def problems(page: Path) -> Iterator[str]:
    text = page.read_text(encoding="utf-8")
    name = page.relative_to(ROOT)
    for link in LINK.findall(text):
        if "://" not in link and not (page.parent / link).exists():
            yield f"{name}: {link} leads nowhere"
    for command in RUN.findall(text):
        if command not in COMMANDS:
            yield f"{name}: there is no command ./run {command}"
    for place in PLACES.findall(text):
        if not (ROOT / place).exists():
            yield f"{name}: there is no {place}"
    if with_diagrams(text) != text:
        yield f"{name}: a diagram is not that of the code: run python tools/docs.py write"


def check() -> int:
    found = [problem for page in pages() for problem in problems(page)]
    print("\n".join([*found, f"{len(found)} problems"]))
    return 1 if found else 0


def write() -> int:
    for page in pages():
        page.write_text(with_diagrams(page.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit({"check": check, "write": write}[sys.argv[1]]())
