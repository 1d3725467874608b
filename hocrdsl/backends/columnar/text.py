"""Lines of the loop language, with a depth and fresh names."""

from __future__ import annotations


class Text:
    """The body of one function as it is written."""

    def __init__(self, once: bool = True) -> None:
        """`once`: a value that is needed again is not worked out again."""
        self._once = once
        self._lines: list[str] = []
        self._depth = 1
        self._names = 0
        # what is worked out already, by its text, at each depth: nothing changes while a function runs
        self._known: list[dict[str, str]] = [{}]

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
        self._known.append({})

    def shallower(self) -> None:
        """Come one out."""
        self._depth -= 1
        self._known.pop()

    def fresh(self) -> str:
        """A name that nothing has."""
        self._names += 1
        return f"v{self._names}"

    def name(self, value: str) -> str:
        """A name for a value: a fresh one, or that of the same value on the way here; a name or a number stays as it
        is."""
        if value.isidentifier() or value.lstrip("-").isdigit():
            return value
        for known in self._known if self._once else ():
            if value in known:
                return known[value]
        found = self._known[-1][value] = self.fresh()
        self.say(f"{found} = {value}")
        return found

    def function(self, name: str, *arguments: str) -> str:
        """The whole function."""
        return f"def {name}({', '.join(arguments)}):\n" + "\n".join(self._lines or ["    return 0"]) + "\n"
