"""`./run bench verify [--ballots N] [--large] [--dask]`: checking whole archives, beside `belenios-tool` where it can.

Whole processes are measured, start included. Archives are made once and kept in the cache (the first run takes long).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from _archives import QUESTIONS, archive

GROUPS = ("BELENIOS-2048", "Ed25519")
TARGET_TIMES, TARGET_IFMA, TARGET_SCALAR = 4, 5000, 2000


def measured(command: list[str], folder: Path) -> tuple[float, float]:
    """Seconds and peak memory in MB of a process and its children (the largest of them)."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _pid, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def ours(path: Path, *options: str) -> tuple[float, float]:
    command = [sys.executable, "-m", "scrutiny.cli", "election", "verify", str(path), "--quiet", *options]
    return measured(command, path.parent)


def line(name: str, ballots: int, seconds: float, memory: float, rival: float = 0) -> None:
    beside = f"{rival / seconds:6.2f} x the reference" if rival else ""
    print(f"  {name:<22} {seconds:7.2f} s {ballots / seconds:9,.0f} ballots/s  peak {memory:5.0f} MB  {beside}")


def compare(group: str, question: str, ballots: int) -> None:
    path = archive(group, question, ballots)
    print(f"{group}, {question}, {ballots:,} ballots, {path.stat().st_size / 1e6:.0f} MB")
    rival = 0.0
    if group != "Ed25519" and shutil.which("belenios-tool"):
        rival, memory = measured(["belenios-tool", "election", "verify"], path.parent)
        line("belenios-tool", ballots, rival, memory)
    line("one core", ballots, *ours(path, "--cores", "1"), rival)
    seconds, memory = ours(path)
    line(f"all cores ({len(os.sched_getaffinity(0))})", ballots, seconds, memory, rival)
    if group == "Ed25519" and question == "yes-no-blank":
        from scrutiny.groups.fast import available  # noqa: PLC0415 - after the archives are made

        target = TARGET_IFMA if available() == "ifma" else TARGET_SCALAR
        print(f"  {available()}: {target:,} ballots/s {'reached' if ballots / seconds >= target else 'missed'}")
    elif rival and question == "yes-no-blank":
        print(f"  {TARGET_TIMES} x the reference {'reached' if rival / seconds >= TARGET_TIMES else 'missed'}")


def flat(sizes: list[int]) -> None:
    print("Memory, Ed25519, yes-no-blank, one core")
    for ballots in sizes:
        seconds, memory = ours(archive("Ed25519", "yes-no-blank", ballots), "--cores", "1")
        line(f"{ballots:,}", ballots, seconds, memory)


def dask(ballots: int) -> None:
    from distributed import LocalCluster  # noqa: PLC0415 - an extra

    path = archive("Ed25519", "yes-no-blank", ballots)
    report = [sys.executable, "-m", "scrutiny.cli", "election", "verify", str(path), "--json", "--quiet"]
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        line("Dask, two workers", ballots, *ours(path, "--scheduler", cluster.scheduler_address))
        spread = subprocess.run(
            [*report, "--scheduler", cluster.scheduler_address], capture_output=True, text=True, check=True
        )
    alone = subprocess.run([*report, "--cores", "1"], capture_output=True, text=True, check=True)
    print("  the same report" if spread.stdout == alone.stdout else "  THE REPORTS DIFFER")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--ballots", type=int, default=2000)
    parser.add_argument("--large", action="store_true", help="memory at 1,000, 10,000 and 100,000 ballots")
    parser.add_argument("--dask", action="store_true", help="only a local cluster of two workers")
    chosen = parser.parse_args()
    if chosen.dask:
        dask(chosen.ballots)
        return
    for group in GROUPS:
        for question in QUESTIONS:
            compare(group, question, chosen.ballots if group != "Ed25519" else 10 * chosen.ballots)
    flat([1000, 10_000, 100_000] if chosen.large else [1000, 10_000])


if __name__ == "__main__":
    main()
