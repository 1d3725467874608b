"""Exit codes, and the one place where an exception becomes words."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

import click

from hocrdsl.cli.talk import Talk

DONE, PROBLEMS, COULD_NOT, OUR_FAULT, NOTHING, STOPPED = 0, 1, 2, 3, 5, 130


class Trouble(Exception):
    """What was asked can't be done; the message says why, in one line or as `drawn` diagnostics."""

    def __init__(self, message: str, code: int = COULD_NOT, drawn: bool = False) -> None:
        self.code, self.shown = code, message.rstrip("\n") if drawn else f"error: {_one_line(message)}"
        super().__init__(message)


def guarded(talk: Talk, run: Callable[[], Any]) -> int:
    """Run a command; every way it can end, as an exit code and at most a few plain words."""
    try:
        code = run()
        sys.stdout.flush()
        return code if isinstance(code, int) else DONE
    except (KeyboardInterrupt, click.Abort):
        talk.warn("stopped")
        return STOPPED
    except BrokenPipeError:
        # whoever read the answer has seen enough; what is left in the buffer must not raise again at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except click.exceptions.NoArgsIsHelpError as error:
        talk.warn(error.format_message())
        return COULD_NOT
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else "hocrdsl"
        talk.warn(f"error: {_one_line(error.format_message())} (see: {where} --help)")
        return COULD_NOT
    except click.ClickException as error:
        talk.warn(f"error: {_one_line(error.format_message())}")
        return COULD_NOT
    except Trouble as error:
        talk.warn(error.shown)
        return error.code
    except Exception as error:
        return _known(talk, error) or _report(talk, error)


def _known(talk: Talk, error: Exception) -> int | None:
    """The exceptions of the package that are about the input; loaded by now if one was raised."""
    kind = type(error).__name__
    if kind in ("Unreadable", "UnknownEdition", "UnknownReading", "MissingArrow"):
        talk.warn(f"error: {_one_line(str(error))}")
        return COULD_NOT
    if kind in ("InvalidRulebook", "InvalidIncident", "MisfitRecords", "UnreadableRecords"):
        talk.warn(str(error).rstrip("\n"))
        return COULD_NOT if kind == "UnreadableRecords" else PROBLEMS
    if isinstance(error, OSError):
        talk.warn(f"error: {error.filename or 'a file'}: {error.strerror or 'cannot be read or written'}")
        return COULD_NOT
    return None


def _report(talk: Talk, error: Exception) -> int:
    from hocrdsl.cli.report import write_report

    talk.warn(f"error: this is our fault ({type(error).__name__}); report written to {write_report(error)}, "
              "without facts of the case; please send it to us")
    return OUR_FAULT


def _one_line(text: str) -> str:
    return " ".join(text.split())
