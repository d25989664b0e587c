"""Debian's `belenios-tool`, as the tests call it: elections that it makes wholly or in part."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

needs_tool = pytest.mark.skipif(shutil.which("belenios-tool") is None, reason="skipped: apt install belenios-tool")
NAMES = {"administrator": "a", "credential_authority": "c", "description": "d", "name": "n"}
CHOOSE = [
    {"answers": ["Yes", "No"], "blank": True, "min": 1, "max": 1, "question": "Shall we?"},
    {"answers": ["A", "B", "C"], "min": 0, "max": 2, "question": "Up to two"},
]
RANK = [{"type": "NonHomomorphic", "value": {"answers": ["A", "B", "C"], "question": "In which order?"}}]


class Tool:
    """A folder in which the tool works."""

    def __init__(self, folder: Path, group: str) -> None:
        self.folder, self.group = folder, group
        self.uuid = self("setup", "generate-token").strip()

    def __call__(self, *arguments: str, given: str = "") -> str:
        """Run it; its output. Fails where it fails."""
        done = subprocess.run(
            ["belenios-tool", *arguments],
            cwd=self.folder,
            input=given,
            capture_output=True,
            text=True,
            env={**os.environ, "BELENIOS_USE_URANDOM": "1"},
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def path(self, pattern: str) -> Path:
        (found,) = self.folder.glob(pattern)
        return found

    def write(self, name: str, content: str) -> None:
        (self.folder / name).write_text(content)

    def credentials(self, voters: list[str]) -> list[str]:
        """Secret credentials; the public list stays in the folder. A voter is `name` or `name,login,weight`."""
        self.write("voters.txt", "".join(f"{voter}\n" for voter in voters))
        self("setup", "generate-credentials", "--uuid", self.uuid, "--group", self.group, "--file", "voters.txt")
        self.path("*.pubcreds").rename(self.folder / "public_creds.json")
        return [line.split()[1] for line in self.path("*.privcreds").read_text().splitlines()]

    def trustee_key(self) -> None:
        self("setup", "generate-trustee-key", "--group", self.group)
        keys = "".join(path.read_text().strip() + "\n" for path in sorted(self.folder.glob("*.pubkey")))
        self.write("public_keys.jsons", keys)

    def threshold_keys(self, count: int, threshold: int) -> None:
        """The whole ceremony, as the tool's own example does it."""
        base = ("setup", "generate-trustee-key-threshold", "--group", self.group)
        for _ in range(count):
            self(*base, "--step", "1")
        certs = "".join(path.read_text() for path in sorted(self.folder.glob("*.cert")))
        self.write("certs.jsons", certs)
        with_certs = (*base, "--certs", "certs.jsons")
        self(*with_certs, "--step", "2")
        keys = [path.name for path in sorted(self.folder.glob("*.key"))]
        made = [self(*with_certs, "--key", key, "--step", "3", "--threshold", str(threshold)) for key in keys]
        self.write("polynomials.jsons", "".join(made))
        self(*with_certs, "--step", "4", "--polynomials", "polynomials.jsons")
        outputs = []
        for key in keys:
            given = (self.folder / key.replace(".key", ".vinput")).read_text()
            outputs.append(self(*with_certs, "--key", key, "--step", "5", given=given))
        last = (*with_certs, "--step", "6", "--polynomials", "polynomials.jsons")
        self.write("threshold.json", self(*last, given="".join(outputs)))

    def open(self, questions: list[object]) -> None:
        self("setup", "make-trustees")
        self.write("template.json", json.dumps({**NAMES, "questions": questions}))
        self("setup", "make-election", "--uuid", self.uuid, "--group", self.group, "--template", "template.json")
        self("archive", "init")
        for name in ("election.json", "trustees.json", "public_creds.json", "public_keys.jsons"):
            (self.folder / name).unlink(missing_ok=True)

    def ballot(self, secret: str, answers: object) -> str:
        self.write("secret.txt", secret)
        self.write("answers.json", json.dumps(answers))
        return self("election", "generate-ballot", "--privcred", "secret.txt", "--ballot", "answers.json")

    def add(self, kind: str, *contents: str) -> None:
        self("archive", "add-event", "--type", kind, given="".join(contents))

    def close(self) -> None:
        self.add("EndBallots")
        self.add("EncryptedTally", self("election", "compute-encrypted-tally"))

    def shuffle(self, trustee: int) -> None:
        self.add("Shuffle", self("election", "shuffle", "--trustee-id", str(trustee)))

    def decrypt(self, trustee: int) -> None:
        key = self.path("*.privkey").name
        self.add("PartialDecryption", self("election", "decrypt", "--privkey", key, "--trustee-id", str(trustee)))

    def decrypt_in_group(self, first: int, wanted: int) -> None:
        """By so many trustees of a group whose first is that owner."""
        for place, key in enumerate(sorted(self.folder.glob("*.key"))[:wanted]):
            options = ("--key", key.name, "--decryption-key", key.name.replace(".key", ".dkey"))
            made = self("election", "decrypt-threshold", *options, "--trustee-id", str(first + place))
            self.add("PartialDecryption", made)

    def end(self) -> None:
        self.add("Result", self("election", "compute-result"))

    def verify(self) -> None:
        self("election", "verify")

    @property
    def archive(self) -> Path:
        return self.folder / f"{self.uuid}.bel"
