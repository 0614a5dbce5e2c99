"""`python -m credentials.stacks`: see `command_line`."""

import sys

from credentials.stacks.command_line import main

sys.exit(main())
