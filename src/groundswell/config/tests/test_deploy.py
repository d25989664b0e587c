"""The files of `deploy/`, checked as far as this machine can: what they name exists, what they promise is in them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from groundswell.config import environment

ROOT = Path(__file__).resolve().parents[4]
DEPLOY = ROOT / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
KNOWN = {f"GROUNDSWELL_{name}" for name in environment.KNOWN}


def tool(name: str, how: str) -> str:
    found = shutil.which(name)
    if not found:
        pytest.skip(f"{name} is not installed: {how}")
    return found


def test_every_setting_named_in_the_files_exists() -> None:
    named = {
        (file.name, name) for file in DEPLOY.iterdir() for name in re.findall(r"GROUNDSWELL_\w+", file.read_text())
    }
    assert named
    assert not {(file, name) for file, name in named if name not in KNOWN}


def test_the_container_copies_what_exists_and_runs_as_nobody_special() -> None:
    text = (DEPLOY / "Containerfile").read_text()
    copied = [line.split()[1:-1] for line in text.splitlines() if line.startswith("COPY") and "--from" not in line]
    let_through = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert {name for names in copied for name in names} == let_through
    for name in let_through:
        assert (ROOT / name).exists(), name
    assert re.search(r"^USER groundswell$", text, re.M)
    assert "uv sync --locked --no-dev" in text
    assert not re.search(r"(?i)(ENV|ARG).*(password|secret|key)", text)
    uv_version = re.search(r'UV_VERSION = "(.*)"', (ROOT / "run").read_text())
    assert uv_version
    assert f"uv=={uv_version[1]}" in text


def test_the_containers_are_read_only_and_hold_no_secret() -> None:
    found = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    site, database = found["services"]["site"], found["services"]["database"]
    assert (DEPLOY / site["build"]["context"] / site["build"]["dockerfile"]).exists()
    assert site["read_only"]
    assert all(port.startswith("127.0.0.1:") for port in site["ports"])
    assert "ports" not in database
    assert database["healthcheck"]
    for service in (site, database):
        assert service["cap_drop"] == ["ALL"]
        assert set(service["secrets"]) <= set(found["secrets"])
        assert {volume.split(":")[0] for volume in service["volumes"]} <= set(found["volumes"])
        assert not [name for name in service["environment"] if "PASSWORD" in name and not name.endswith("_FILE")]
    ignored = (ROOT / ".gitignore").read_text()
    assert "/deploy/secrets/" in ignored


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_understands_the_units(unit: Path, tmp_path: Path) -> None:
    systemd = tool("systemd-analyze", "apt-get install systemd")
    for other in UNITS:
        text = other.read_text().replace("/opt/groundswell/.venv/bin/python", sys.executable)
        (tmp_path / other.name).write_text(text)
    done = subprocess.run([systemd, "verify", str(tmp_path / unit.name)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert unit.name not in done.stderr, done.stderr


def test_systemd_finds_little_that_the_service_is_exposed_to() -> None:
    systemd = tool("systemd-analyze", "apt-get install systemd")
    command = [systemd, "security", "--offline=true", "--threshold=20", str(DEPLOY / "groundswell.service")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_nginx_keeps_no_log_of_who_asked() -> None:
    text = (DEPLOY / "nginx.conf").read_text()
    assert text.count("server {") == text.count("access_log off;") == text.count("error_log /dev/null")
    assert not re.search(r"^\s*proxy_set_header.*(remote_addr|x_forwarded)", text, re.M)


def test_nginx_understands_its_file(tmp_path: Path) -> None:
    nginx, openssl = tool("nginx", "apt-get install nginx-light"), tool("openssl", "apt-get install openssl")
    pair = [tmp_path / "privkey.pem", tmp_path / "fullchain.pem"]
    made = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=our.example"]
    subprocess.run([*made, "-keyout", str(pair[0]), "-out", str(pair[1])], check=True, capture_output=True)
    text = (DEPLOY / "nginx.conf").read_text().replace("/etc/letsencrypt/live/our.example", str(tmp_path))
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ {text} }}")
    done = subprocess.run([nginx, "-t", "-c", str(whole)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
