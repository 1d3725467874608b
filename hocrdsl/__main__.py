"""`python -m hocrdsl`: the same as the command `hocrdsl`."""

from __future__ import annotations

import sys

from hocrdsl.cli import main

if __name__ == "__main__":
    sys.exit(main())
