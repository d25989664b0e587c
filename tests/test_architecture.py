"""What the shape of the code promises, looked up in the code itself."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "src" / "groundswell"
SCRUTINY = ROOT / "packages" / "scrutiny" / "src" / "scrutiny"
LONGEST_FILE = 500

# Where entropy and time may be touched, and why.
MAY_DRAW = {"scrutiny/randomness.py"}
MAY_TELL_TIME = {"kernel/clock.py", "kernel/limits.py", "scrutiny/cli/verify.py", "scrutiny/cli/election_setup.py"}
MAY_TELL_TIME |= {"scrutiny/cli/record.py", "scrutiny/cli/record_witness.py"}


def code() -> Iterator[tuple[str, str]]:
    """The program without its tests and migrations: the name of each file and its text."""
    for base in (SITE, SCRUTINY):
        for file in sorted(base.rglob("*.py")):
            name = file.relative_to(base).as_posix()
            if "/tests/" not in name and "/migrations/" not in name:
                yield (f"scrutiny/{name}" if base is SCRUTINY else name), file.read_text()


def templates() -> Iterator[tuple[str, str]]:
    for file in sorted(SITE.rglob("*.html")):
        yield file.relative_to(SITE).as_posix(), file.read_text()


def found(pattern: str, but: set[str] = frozenset()) -> list[str]:  # type: ignore[assignment]
    return [f"{name}: {hit}" for name, text in code() if name not in but for hit in re.findall(pattern, text)]


def test_no_file_is_too_long_to_be_read_in_one_go() -> None:
    assert not [f"{name}: {text.count(chr(10))}" for name, text in code() if text.count("\n") > LONGEST_FILE]


def test_randomness_comes_through_one_door() -> None:
    assert not found(r"^(?:import|from) (?:random|secrets)\b|\buuid[14]\(|urandom|get_random_string", MAY_DRAW)


def test_time_comes_through_one_clock() -> None:
    pattern = r"\b(?:datetime\.now|datetime\.utcnow|date\.today|timezone\.now|time\.time|time\.monotonic)\("
    others = [hit for hit in found(pattern, MAY_TELL_TIME) if "management/commands" not in hit]
    assert not others


def test_no_template_has_style_or_script_of_its_own() -> None:
    for name, text in templates():
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|javascript:|<script(?![^>]*\ssrc=)", text), name


def test_no_template_asks_anybody_else_for_anything() -> None:
    elsewhere = r"=\"(?:https?:)?//"
    asks = re.compile(rf"(?:src|action|srcset|data){elsewhere}|<link[^>]+href{elsewhere}|@import|url\(", re.I)
    assert not [name for name, text in templates() if asks.search(text)]


def test_every_form_that_posts_carries_its_token_or_is_excused() -> None:
    """The choice of a language is: whoever only reads help gets no cookie, and nothing else could be forged."""
    for name, text in templates():
        for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", text, re.S):
            assert "csrf_token" in form or "web:language" in form, f"{name}: {form[:80]}"


def test_every_action_says_what_it_gives() -> None:
    for name, text in code():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and [d for d in node.decorator_list if ast.unparse(d) == "action"]:
                assert node.returns is not None, f"{name}: {node.name}"


def test_views_call_no_table() -> None:
    for name, text in code():
        if name.endswith("/views.py"):
            assert ".objects" not in text, name


def test_every_table_is_behind_the_door_of_actions() -> None:
    for name, text in code():
        if name.endswith("/models.py"):
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.ClassDef) and any(ast.unparse(b) == "models.Model" for b in node.bases):
                    pytest.fail(f"{name}: {node.name} does not derive from Guarded")


def test_the_contracts_of_imports_are_kept() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([str(linter), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
