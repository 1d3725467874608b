"""A named text and the places in it."""

from __future__ import annotations

from bisect import bisect_right

from hocrdsl.data import Data, field


class SourceText(Data):
    """A text with a name. `name` is the path as the author would type it.

    Lines and columns count from 1; columns count characters. `text` has been
    normalised by `tidy` (no BOM, `\\n` line ends, plain quotes and blanks), each
    replacement one character for one, so that columns stay those of the author.
    """

    name: str
    text: str
    line_starts: tuple[int, ...] = field(compare=False, repr=False, default=())

    def __post_init__(self) -> None:
        starts = [0]
        position = self.text.find("\n")
        while position >= 0:
            starts.append(position + 1)
            position = self.text.find("\n", position + 1)
        object.__setattr__(self, "line_starts", tuple(starts))

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column (both from 1) of a character offset."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line (from 1), without its line end."""
        if not 1 <= number <= len(self.line_starts):
            return ""
        start = self.line_starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start:] if end < 0 else self.text[start:end]


_PLAIN = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u00a0": " ",
        "\u202f": " ",
        "\u2007": " ",
        "\t": " ",
        "\u2013": "-",
        "\u2014": "-",
        "\u2011": "-",
    }
)


def tidy(text: str) -> str:
    """Text as pasted from a word processor, made plain; one character for one but for CR and BOM."""
    if text.startswith("\ufeff"):
        text = text[1:]
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.isascii() and "\t" not in text else text.translate(_PLAIN)
