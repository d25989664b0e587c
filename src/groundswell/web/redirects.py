"""Where a form may lead to: only to a path of this site."""

from __future__ import annotations

from django.utils.http import url_has_allowed_host_and_scheme


def same_site_path(wanted: str | None, otherwise: str = "/") -> str:
    """`wanted` if it is an absolute path on this site, else `otherwise`.

    A path that begins with two slashes, or with a slash and a backslash, is an address of another site to a browser.
    """
    if wanted and wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return otherwise
