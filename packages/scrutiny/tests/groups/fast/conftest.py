from __future__ import annotations

import pytest

from scrutiny.groups.fast import choice


@pytest.fixture(params=["scalar", "ifma"])
def path(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Runs a test once for each path that this processor can take."""
    pytest.importorskip("numba")
    if request.param == "ifma" and not choice.has_ifma():
        pytest.skip("this processor has no AVX-512 IFMA")
    monkeypatch.setenv(choice.ENVIRONMENT, request.param)
    return str(request.param)
