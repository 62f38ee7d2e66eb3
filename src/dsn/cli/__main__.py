"""`python -m dsn.cli`."""

import sys

from dsn.cli.main import main

sys.exit(main())
