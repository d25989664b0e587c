"""`python -m groundswell.config.manage COMMAND`: Django's commands for this site (`./run manage COMMAND`)."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "groundswell.config.settings")
    if sys.argv[1:2] == ["demo"]:
        # Before settings are read: the demonstration has a folder and a clock of its own.
        os.environ["GROUNDSWELL_MODE"] = "demo"
    from groundswell.config.commands import run  # noqa: PLC0415 - after the environment is set

    run(sys.argv[1:])


if __name__ == "__main__":
    main()
