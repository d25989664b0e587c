"""The archive that an XLSX file is, with bounds on what comes out of it."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from groundswell.workplaces.lists.grid import Limits, Unreadable, damaged

CHUNK = 64 * 1024
LARGEST_SMALL_PART = 16 * 1024 * 1024
READABLE = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


class Archive:
    """Parts by name. Raises Unreadable for what is no XLSX file, is protected, or would unpack to too much."""

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
        except Exception as error:  # a damaged directory makes the library raise nearly anything
            raise damaged() from error
        self._limit = limits.unpacked
        self._members = {member.filename: member for member in self._zip.infolist()}
        _check(self._zip.infolist(), limits)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def chunks(self, name: str, *, small: bool = False) -> Iterator[bytes]:
        """The bytes of a part, piece by piece, counted again: what the directory declares is not believed."""
        most = LARGEST_SMALL_PART if small else self._limit
        left = most
        with self._zip.open(self._members[name]) as part:
            while chunk := part.read(CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise _too_large(most)
                yield chunk


def _check(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    """What the directory says, before anything is inflated."""
    names = {member.filename for member in members}
    if sum(member.file_size for member in members) > limits.unpacked:
        raise _too_large(limits.unpacked)
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable(_("The file is protected by a password."), todo=_("Remove the password and save it again."))
    _check_kind(names)
    if len(names) < len(members) or any(member.compress_type not in READABLE for member in members):
        raise damaged()


def _check_kind(names: set[str]) -> None:
    if "mimetype" in names:
        raise Unreadable(_("This is an OpenDocument file."), todo=_("Save it as XLSX or CSV."))
    if "xl/workbook.bin" in names:
        raise Unreadable(_("This is a binary workbook."), todo=_("Save it as XLSX or CSV."))
    if not any(name.startswith("xl/") for name in names):
        raise Unreadable


def _too_large(most: int) -> Unreadable:
    return Unreadable(
        _("The file would unpack to more than {most} MB."),
        todo=_("Split it, or remove what is not needed."),
        most=most >> 20,
    )


def target(part: str, relative: str) -> str:
    """The name of a part that another part refers to."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), relative)).lstrip("/")
