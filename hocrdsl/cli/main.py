"""The command `hocrdsl`."""

from __future__ import annotations

import gc
from collections.abc import Sequence

import click

from hocrdsl import __version__
from hocrdsl.cli.talk import Talk, talk_options
from hocrdsl.cli.trouble import guarded
from hocrdsl.cli.verbs import Verbs


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="hocrdsl %(version)s")
@click.pass_context
def group(ctx: click.Context) -> None:
    """Counting rules that run: check them, test them, decide incidents with them.

    NAME is a rulebook: a path, or a folder of `rulebooks/` here or above, or an installed one.

    Exit codes: 0 nothing wrong; 1 problems found; 2 could not do what was asked; 3 our fault; 5 nothing selected; 130
    stopped.
    """
    ctx.ensure_object(Talk)


talk_options(group)


def main(args: Sequence[str] | None = None) -> int:
    """Run a command line; the exit code."""
    # a verb makes much, keeps it and ends: a search for garbage would walk through it all again and again
    gc.set_threshold(200_000, 20, 100)
    talk = Talk()
    code = guarded(
        talk, lambda: group.main(None if args is None else list(args), "hocrdsl", standalone_mode=False, obj=talk)
    )
    if args is None:
        # the process ends: what stands is not walked through once more, which took seconds after many editions
        gc.freeze()
    return code
