"""The headers that every answer has. Nothing inline, nothing from elsewhere, nothing told to elsewhere."""

from __future__ import annotations

from collections.abc import MutableMapping

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "manifest-src 'self'",
        "worker-src 'self'",
    )
)

# The camera reads cards; the rest of a phone is none of our business.
PERMISSIONS = ("geolocation", "microphone", "payment", "usb", "serial", "hid", "midi", "display-capture")

EVERYWHERE = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    # No address of ours goes elsewhere. With "no-referrer", browsers would send forms with "Origin: null" too.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(["camera=(self)", *(f"{name}=()" for name in PERMISSIONS)]),
    "X-Robots-Tag": "noindex",
}

# A page is for who asked for it, and nothing of it stays on a device that others may take.
DYNAMIC = {"Cache-Control": "private, no-store"}
ENCRYPTED = {"Strict-Transport-Security": "max-age=31536000"}


def for_static_file(headers: MutableMapping[str, str], path: str, url: str) -> None:
    """Give a static file the headers of every answer (called by WhiteNoise once per file)."""
    del path, url
    for name, value in EVERYWHERE.items():
        headers[name] = value
