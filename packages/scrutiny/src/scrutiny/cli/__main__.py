import sys

from scrutiny.cli.main import main

sys.exit(main())
