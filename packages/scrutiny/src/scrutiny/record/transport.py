"""The network: files of a log over HTTP, and requests to witnesses. Nothing else in the package uses the network."""

from __future__ import annotations

import gzip
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from scrutiny.errors import Malformed, Refused
from scrutiny.record.source import LARGEST_FILE

TIMEOUT = 30.0
_OK, _NOT_FOUND, _CONFLICT = 200, 404, 409


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Another address is another log: nothing is followed."""

    def redirect_request(self, *_args: object) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


def check_url(url: str) -> str:
    """With a slash at the end. Raises Malformed `url`."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise Malformed("url", url=url)
    return url.rstrip("/") + "/"


class Web:
    """A log that is served under a URL."""

    def __init__(self, url: str) -> None:
        self.url = check_url(url)

    def fetch(self, path: str) -> bytes:
        asked = urllib.request.Request(self.url + path, headers={"Accept-Encoding": "gzip", "User-Agent": "scrutiny"})  # noqa: S310 - checked above
        try:
            with _OPENER.open(asked, timeout=TIMEOUT) as answer:
                content: bytes = answer.read(LARGEST_FILE + 1)
                packed = answer.headers.get("Content-Encoding") == "gzip"
        except urllib.error.HTTPError as error:
            raise Refused("no-file", file=path, status=error.code) from error
        except OSError as error:
            raise Refused("unreachable", url=self.url) from error
        if packed:
            content = _unpacked(content, path)
        if len(content) > LARGEST_FILE:
            raise Malformed("too-long", file=path)
        return content


def _unpacked(content: bytes, path: str) -> bytes:
    import io  # noqa: PLC0415 - only where a server packs

    try:
        with gzip.open(io.BytesIO(content)) as file:
            return file.read(LARGEST_FILE + 1)
    except (OSError, EOFError) as error:
        raise Malformed("gzip", file=path) from error


def ask_witness(url: str, request: bytes) -> tuple[int, bytes]:
    """HTTP status and answer of `add-checkpoint`. Raises Refused `unreachable`."""
    asked = urllib.request.Request(check_url(url) + "add-checkpoint", data=request, method="POST")  # noqa: S310 - checked
    try:
        with _OPENER.open(asked, timeout=TIMEOUT) as answer:
            return int(answer.status), answer.read(LARGEST_FILE)
    except urllib.error.HTTPError as error:
        return error.code, error.read(LARGEST_FILE)
    except OSError as error:
        raise Refused("unreachable", url=url) from error
