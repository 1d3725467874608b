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
    # where lines start; looked for when a place is asked for, which of most texts never is
    _starts: tuple[int, ...] | None = field(compare=False, repr=False, default=None)

    @property
    def line_starts(self) -> tuple[int, ...]:
        """The offset of the first character of each line."""
        found = self._starts
        if found is None:
            starts = [0]
            position = self.text.find("\n")
            while position >= 0:
                starts.append(position + 1)
                position = self.text.find("\n", position + 1)
            found = tuple(starts)
            object.__setattr__(self, "_starts", found)
        return found

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column (both from 1) of a character offset."""
        starts = self.line_starts
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

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
