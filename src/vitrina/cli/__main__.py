"""`python -m vitrina.cli`: the same as the command `vitrina`."""

import sys

from vitrina.cli import main

sys.exit(main())
