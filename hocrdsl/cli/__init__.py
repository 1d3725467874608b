"""The door at the terminal: one file for each verb.

Takes: words of a command line. Gives: an answer on stdout, talk on stderr, an exit code.
Promises: `--help` loads nothing but click; bad input never ends in a traceback. Never: decides anything itself.
Start reading at `main.py`.
"""

from hocrdsl.cli.main import main

__all__ = ["main"]
