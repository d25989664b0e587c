"""`scrutiny election sum`: several archives that were opened together."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from contextlib import ExitStack
from dataclasses import asdict
from functools import partial

from scrutiny import parallel
from scrutiny.cli import files
from scrutiny.cli.sentences import DONE
from scrutiny.verify import together


def check(chosen: Namespace) -> int:
    with ExitStack() as stack:
        archives = [stack.enter_context(path.open("rb")) for path in chosen.archives]
        spread = partial(parallel.on, chosen.cores or None)
        found = together.verify(files.read(chosen.sum), archives, spread)
    if chosen.json:
        sys.stdout.write(json.dumps({"verified": True, **asdict(found)}) + "\n")
        return DONE
    lines = [
        f"{len(found.parts)} archives, opened together: {', '.join(found.parts)}",
        f"  {found.voters:,} credentials, {found.counted:,} ballots that count; every proof of each of them holds.",
        f"  Trustees {', '.join(map(str, found.decryptions))} have opened the sum, and it is that of these ballots.",
        f"Result: {json.dumps(found.result)}",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return DONE
