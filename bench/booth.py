"""`./run bench booth`: how long an old phone takes to make a ballot and to check it before it is sent.

In Debian's chromium, slowed six times, each ballot in a page of its own; beside the time of one power of the generator
without a table, in the same page. Needs chromium.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from scrutiny.elections import election as elections
from scrutiny.elections.credentials import new_secret
from scrutiny.elections.questions import Choose
from scrutiny.groups import by_name

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = Path("/usr/bin/chromium")
SLOWED, TARGET_MS = 6, 2000
GROUPS = ("BELENIOS-2048", "Ed25519", "RFC-3526-2048")
KINDS = (
    ("yes, no, blank", Choose("?", ("Yes", "No"), 1, 1, blank=True), [0, 1, 0]),
    ("10 candidates, up to 3", Choose("?", tuple("abcdefghij"), 0, 3), [1, 1, 1, *[0] * 7]),
)
MEASURED = """asked => {
    const election = Booth.readElection(new TextEncoder().encode(asked.election));
    const start = performance.now();
    const made = Booth.makeBallot(election, asked.credentials, asked.vote);
    const cast = performance.now();
    Booth.verifyBallot(election, made.content);
    const checked = performance.now();
    election.group.power(election.group.g, election.group.q - 2n);
    return [cast - start, checked - cast, performance.now() - checked];
}"""


def bundle(folder: Path) -> Path:
    entry, out = folder / "booth.ts", folder / "booth.js"
    source = ROOT / "frontend/src/booth"
    entry.write_text(
        f'export {{ readElection }} from "{source}/election.ts";\n'
        f'export {{ makeBallot }} from "{source}/ballot.ts";\nexport {{ verifyBallot }} from "{source}/verify.ts";\n'
    )
    build = [ROOT / "frontend/node_modules/.bin/esbuild", entry, "--bundle", "--minify", "--format=iife"]
    subprocess.run([*build, "--global-name=Booth", f"--outfile={out}", "--log-level=warning"], check=True)
    return out


def asked(group_name: str, question: Choose, vote: list[int]) -> dict[str, object]:
    group = by_name(group_name)
    key = group.power(group.g, 4711)
    election = elections.make(group, key, (question,), name="Bench", description="", uuid=elections.new_uuid())
    return {"election": election.content.decode(), "credentials": [new_secret(), new_secret()], "vote": [vote]}


def main() -> None:
    if not CHROMIUM.exists():
        raise SystemExit("needs chromium: apt-get install chromium")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        script = bundle(Path(name))
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        print(f"chromium {browser.version}, slowed {SLOWED} times; the code has {script.stat().st_size // 1024} KB")
        for group in GROUPS:
            for kind, question, vote in KINDS:
                page = browser.new_page()
                page.add_script_tag(path=script)
                page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
                made, checked, power = page.evaluate(MEASURED, json.loads(json.dumps(asked(group, question, vote))))
                said = "reached" if made + checked <= TARGET_MS else "missed"
                goal = f"{TARGET_MS} ms {said}" if question.blank else ""
                print(
                    f"  {group:<14} {kind:<23} made {made:6.0f} ms, checked {checked:6.0f} ms, "
                    f"{(made + checked) / power:5.0f} x a power  {goal}"
                )
                page.close()
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
