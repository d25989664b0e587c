"""A receipt, checked offline: the entry stands in the record that the log and its witnesses have signed."""

from __future__ import annotations

import json
import sys
from argparse import Namespace

from scrutiny.cli import files
from scrutiny.encoding import commitment
from scrutiny.errors import Malformed, Refused
from scrutiny.organisation import authors, entries
from scrutiny.record import policy, receipts


def check(chosen: Namespace) -> int:
    """Raises Malformed, Refused."""
    receipt = receipts.parse(files.read(chosen.receipt))
    content = files.read(chosen.entry)
    found = receipts.verify(receipt, content, policy.parse(files.read(chosen.policy)))
    entry = entries.read(content)
    sys.stdout.write(f"Entry {receipt.index} of {found.size} stands in {found.origin}: {entry.type}, {entry.day}\n")
    if receipt.extra:
        private = _opened(receipt.extra, entry)
        authors.check(entry.org, {receipt.index: private.encode()})
        sys.stdout.write(private + "\n")
    return 0


def _opened(extra: bytes, entry: entries.Entry) -> str:
    """The private part, when it is the one that the entry commits to. Raises Refused `opening`."""
    try:
        value = json.loads(extra)
        salt, private = bytes.fromhex(value["salt"]), value["private"].encode()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Malformed("openings") from error
    if len(salt) != 32 or commitment(salt, private).hex() != entry.c:
        raise Refused("opening")
    return str(value["private"])
