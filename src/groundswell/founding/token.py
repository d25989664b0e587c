"""The token that opens the founding: kept in a file that only the server's user can read, printed by `./run serve`."""

from __future__ import annotations

import hmac
import os
from pathlib import Path

from scrutiny.organisation.invitations import new_code, parse_code


def token_of(data: Path) -> str:
    """The token of this data folder; made the first time."""
    file = data / "founding_token"
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text().strip()
    with os.fdopen(descriptor, "w") as handle:
        handle.write(new_code())
    return file.read_text().strip()


def is_token(data: Path, typed: str) -> bool:
    """Whether this is the token. Raises MistypedCard where the typing is at fault."""
    return hmac.compare_digest(parse_code(typed), parse_code(token_of(data)))


def burn_token(data: Path) -> None:
    """After the founding no token opens anything."""
    (data / "founding_token").unlink(missing_ok=True)
