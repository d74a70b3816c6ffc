"""What the name of a file says of its article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

from retold.errors import UsageError

_PLACEHOLDER = re.compile(r"\{(\w*)\}")
_SHAPES = {
    "outlet": r"[^/]+?",
    "language": r"[A-Za-z]{2,3}(?:[-_][A-Z][a-z]{3})?(?:[-_][A-Z]{2})?",
    "date": r"\d{4}(?:-\d{2}(?:-\d{2})?)?|\d{8}",
}


@dataclass(frozen=True, slots=True)
class NamePattern:
    """A pattern that file names follow, such as `{n}-{language}-{outlet}.txt` or `{outlet}/{date}`.

    `{outlet}`, `{language}` and `{date}` are read, any other placeholder stands for something unread. A
    pattern with a suffix is matched against the whole name, one without against the name before its suffix;
    one with `/` also against as many folders.
    """

    pattern: str

    def __post_init__(self) -> None:
        names = _PLACEHOLDER.findall(self.pattern)
        known = [name for name in names if name in _SHAPES]
        stray = re.search(r"[{}]", _PLACEHOLDER.sub("", self.pattern))
        if not known or len(set(known)) < len(known) or stray:
            raise UsageError(
                f"pattern {self.pattern!r} must have {{outlet}}, {{language}} or {{date}}, each once at most"
            )

    def match(self, location: str) -> dict[str, str]:
        """Read the named parts from a file's path; empty where its name does not fit."""
        parts = PurePath(location).parts[-1 - self.pattern.count("/") :]
        path = "/".join(parts)
        suffix = PurePath(location).suffix
        if not PurePath(self.pattern).suffix:
            path = path.removesuffix(suffix)
        found = re.fullmatch(self._regex(), path)
        return found.groupdict() if found else {}

    def _regex(self) -> str:
        pieces = _PLACEHOLDER.split(self.pattern)
        regex = [re.escape(pieces[0])]
        for name, literal in zip(pieces[1::2], pieces[2::2], strict=True):
            regex.append(f"(?P<{name}>{_SHAPES[name]})" if name in _SHAPES else r"[^/]+?")
            regex.append(re.escape(literal))
        return "".join(regex)
