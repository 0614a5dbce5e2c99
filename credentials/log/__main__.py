"""`python -m credentials.log`: see `command_line`."""

import sys

from credentials.log.command_line import main

sys.exit(main())
