from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scrutiny.groups import fast
from scrutiny.groups.fast import choice


def test_the_environment_decides_the_path(path: str) -> None:
    assert fast.available() == path


def test_off_means_that_there_is_no_fast_path(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numba")
    monkeypatch.setenv(choice.ENVIRONMENT, "off")
    assert fast.available() == ""
    with pytest.raises(RuntimeError, match="no fast path"):
        fast.warm_up()


def test_a_path_that_does_not_exist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(choice.ENVIRONMENT, "gpu")
    with pytest.raises(ValueError, match="SCRUTINY_FAST"):
        fast.available()


def test_without_numba_nothing_is_available(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    assert fast.available() == ""


def test_without_numba_and_numpy_the_package_can_be_imported() -> None:
    program = (
        "import sys; sys.modules['numba'] = sys.modules['numpy'] = None\n"
        "from scrutiny.groups import fast\n"
        "assert fast.available() == ''\n"
        "try: fast.decode\n"
        "except ImportError: print('as it should be')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "as it should be\n"


def test_what_the_package_does_not_have_is_no_attribute() -> None:
    with pytest.raises(AttributeError):
        _ = fast.no_such_thing


def test_a_processor_without_the_instructions_takes_one_lane(monkeypatch: pytest.MonkeyPatch) -> None:
    numba = pytest.importorskip("numba")
    monkeypatch.setattr(numba.config, "CPU_FEATURES", "+avx512f,+avx512dq")
    monkeypatch.setenv(choice.ENVIRONMENT, "")
    assert fast.available() == "scalar"
    monkeypatch.setenv(choice.ENVIRONMENT, "ifma")
    with pytest.raises(RuntimeError, match="lacks"):
        fast.available()


def test_compiled_code_is_kept_where_only_its_owner_can_write(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    numba = pytest.importorskip("numba")
    from scrutiny.groups.fast import _numba  # noqa: PLC0415

    monkeypatch.setattr(numba.config, "CACHE_DIR", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = Path(_numba._cache_folder())
    assert folder.is_relative_to(tmp_path / "scrutiny" / "fast")
    assert folder.is_dir()
    folder.chmod(0o777)
    assert _numba._cache_folder() == ""
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")
    assert _numba._cache_folder() == ""
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path / "numba"))
    assert Path(_numba._cache_folder()).is_relative_to(tmp_path / "numba")
