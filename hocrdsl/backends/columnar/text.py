"""Lines of the loop language, with a depth and fresh names."""

from __future__ import annotations


class Text:
    """The body of one function as it is written."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._depth = 1
        self._names = 0

    def say(self, *lines: str) -> Text:
        """Add lines at this depth."""
        self._lines += ["    " * self._depth + line for line in lines]
        return self

    def inside(self, *lines: str) -> Text:
        """Add lines one deeper, once."""
        self._lines += ["    " * (self._depth + 1) + line for line in lines]
        return self

    def deeper(self) -> None:
        """Go one in."""
        self._depth += 1

    def shallower(self) -> None:
        """Come one out."""
        self._depth -= 1

    def fresh(self) -> str:
        """A name that nothing has."""
        self._names += 1
        return f"v{self._names}"

    def name(self, value: str) -> str:
        """A fresh name for a value; what is a name or a number already stays as it is."""
        if value.isidentifier() or value.lstrip("-").isdigit():
            return value
        found = self.fresh()
        self.say(f"{found} = {value}")
        return found

    def function(self, name: str, *arguments: str) -> str:
        """The whole function."""
        return f"def {name}({', '.join(arguments)}):\n" + "\n".join(self._lines or ["    return 0"]) + "\n"
