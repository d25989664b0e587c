"""`./run bench pages`: server time and size of ordinary pages, on the demonstration organisation.

Beside the time of one trivial query and of a page that does nothing, in the same run.
"""

from __future__ import annotations

import gzip
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
FOLDER = tempfile.TemporaryDirectory()
os.environ.update(
    GROUNDSWELL_MODE="demo", GROUNDSWELL_DATA=FOLDER.name, DJANGO_SETTINGS_MODULE="groundswell.config.settings"
)
(Path(FOLDER.name) / "demo_filled_at").write_text("2026-05-04T06:00:00+00:00")

import django  # noqa: E402

django.setup()

from _measure import median_of, peak_mb  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from groundswell.accounts.middleware import SESSION_KEY  # noqa: E402
from groundswell.accounts.models import Key  # noqa: E402
from groundswell.demo.stored import load  # noqa: E402
from groundswell.workplaces.models import StrengthTest, Unit  # noqa: E402

TARGET_MS, TARGET_KB = 50, 100
TIMES = 15


def signed_in() -> Client:
    """A browser in which Heron is signed in."""
    client = Client(headers={"host": "127.0.0.1:8000"})
    key = Key.objects.select_related("account").get(account__name="Heron", state="living")
    session = client.session
    session[SESSION_KEY] = {"id": str(key.id), "epoch": key.epoch}
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def addresses() -> list[str]:
    test = StrengthTest.objects.order_by("-day").first()
    units = [Unit.objects.get(name=name) for name in ("Industrial branch", "Press shop", "Morning shift")]
    return [
        "/",
        "/workplace/",
        *(f"/workplace/{unit.id}/" for unit in units),
        f"/workplace/tests/{test.id}/" if test else "/",
        "/workplace/proposals/",
        "/circle/",
        "/offices/",
        "/me/",
        "/help/",
    ]


def trivial_query() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def main() -> None:
    call_command("migrate", verbosity=0)
    load(Path(FOLDER.name) / "groundswell.sqlite3")
    client = signed_in()
    query = median_of(trivial_query, 200) * 1000
    nothing = median_of(lambda: client.get("/leave"), TIMES) * 1000
    print(f"one trivial query {query:.3f} ms; the empty page /leave {nothing:.1f} ms\n")
    print(f"{'page':58} {'ms':>6} {'x empty':>8} {'KB':>6} {'KB sent':>8}")
    for address in addresses():
        response = client.get(address)
        if response.status_code != 200:
            raise SystemExit(f"{address} answered {response.status_code}")
        spent = median_of(lambda address=address: client.get(address), TIMES) * 1000  # type: ignore[misc]
        content = response.content
        mark = "" if spent <= TARGET_MS and len(content) <= TARGET_KB * 1024 else "  over the target"
        sizes = f"{len(content) / 1024:6.1f} {len(gzip.compress(content)) / 1024:8.1f}"
        print(f"{address:58} {spent:6.1f} {spent / nothing:8.1f} {sizes}{mark}")
    print(f"\ntarget {TARGET_MS} ms and {TARGET_KB} KB; peak memory {peak_mb():.0f} MB")


if __name__ == "__main__":
    main()
