"""The shell alone: its own middlewares and addresses, no database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client, override_settings

SHELL = (
    "groundswell.web.middleware.SecurityHeaders",
    "groundswell.web.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "groundswell.web.middleware.DomainErrors",
)


@pytest.fixture(autouse=True)
def shell_alone() -> Iterator[None]:
    with override_settings(MIDDLEWARE=SHELL, ROOT_URLCONF="groundswell.web.tests.urls", ALLOWED_HOSTS=["testserver"]):
        yield


@pytest.fixture
def visitor() -> Client:
    """Somebody's browser, which does not turn the site's exceptions into the test's."""
    return Client(raise_request_exception=False)
