"""QR codes for cards, drawn on the server as SVG without any inline style."""

from __future__ import annotations

import io

import segno
from django.utils.safestring import SafeString, mark_safe


def card_svg(text: str) -> SafeString:
    """A QR code of a text. The markup is segno's own and holds nothing of the text but its modules."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=True,
        scale=4,
        border=2,
        svgclass="qr",
        lineclass="qr-ink",
        omitsize=True,
    )
    return mark_safe(out.getvalue().decode())  # noqa: S308 - generated, see above
