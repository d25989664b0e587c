"""The command `scrutiny`: arguments, files, exit codes; no mathematics."""

from scrutiny.cli.main import main

__all__ = ["main"]
