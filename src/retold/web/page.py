"""What a page is asked and what it answers, before any HTTP."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

if TYPE_CHECKING:
    from retold.web.room import Room
    from retold.web.team import Member


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a form: its bytes, and a name that is shown and never opened."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request: who asks, the parts of its path, its query, its form.

    `room` is where they find the room, `root` what the paths of its pages begin with.
    """

    member: Member
    room: str = ""
    root: str = ""
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    uploads: tuple[Upload, ...] = ()

    def text(self, name: str) -> str:
        """Return what the query says under a name, without space around it; "" where it says nothing."""
        return self.query.get(name, "").strip()

    def number(self, name: str, default: int = 1) -> int:
        """Return a number from 1 of the query; the default where it says none."""
        text = self.text(name)
        return max(1, int(text)) if text.isdecimal() and len(text) < 7 else default

    def address(self, **changed: object) -> str:
        """Return the query with some values changed, as "?a=b"; empty values are left out."""
        values = {
            name: value for name, value in (dict(self.query) | changed).items() if value not in ("", None)
        }
        return "?" + urlencode(values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page: `shown` is what its template gets, `data` gives what its JSON twin says."""

    template: str
    shown: Mapping[str, Any]
    data: Callable[[], Any]
    status: int = 200


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where to go on: another address of this site."""

    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file to keep."""

    name: str
    kind: str
    content: bytes


Answer = Page | Elsewhere | File
View = Callable[["Room", Asked], Answer]


class RefusalError(Exception):
    """Something a person who asked should read: an HTTP status, a heading, and what to do."""

    def __init__(self, status: int, heading: str, advice: str) -> None:
        super().__init__(heading)
        self.status = status
        self.heading = heading
        self.advice = advice


class NobodyError(RefusalError):
    """Nobody is signed in; whoever asks for a page may do so first."""

    def __init__(self) -> None:
        super().__init__(401, "Nobody is signed in", "Load the page anew to sign in. Nothing was changed.")


def plain(value: Any) -> Any:
    """Turn nouns into what JSON can say: named fields become objects, spans become [start, end]."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(each) for each in value]
    return value
