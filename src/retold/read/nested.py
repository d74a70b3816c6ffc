"""Where the articles are in a document of JSON: within pages of results, or in tables that programs turned."""

from __future__ import annotations

from typing import Any

from retold.read.columns import known, widened

#: Objects within objects are looked into so deep.
_DEEPEST = 5

#: What an object holds that is an article and not a list of some, which may have a title as well.
_OF_ARTICLES = frozenset(("text", "opening", "url", "published"))


def records_in(data: Any) -> list[Any]:
    """List the records of a document: those of the nearest list of articles in it, the one it is, or else itself.

    Articles may also be listed by their names, or column by column, as pandas does. Several pages of results may
    stand in a list.
    """
    level = [data]
    for _ in range(_DEEPEST):
        listed = [records for each in level if (records := _listed(each))]
        if listed:
            return max(listed, key=_worth)
        level = [value for each in level if isinstance(each, dict) for value in each.values()]
    if isinstance(data, list):
        return [
            record for each in data for record in (records_in(each) if isinstance(each, dict) else [each])
        ]
    return [data]


def _listed(data: Any) -> list[Any]:
    """List the records that a value is; none where it is something else than records."""
    if isinstance(data, list):
        return data if any(map(_fields, data)) else []
    if not isinstance(data, dict) or not data:
        return []
    if columns := _columns(data):
        return columns
    fields = _fields(data)
    if "text" in fields or ("title" in fields and fields & _OF_ARTICLES):
        return [data]
    values = list(data.values())
    return values if all(isinstance(value, dict) and "title" in _fields(value) for value in values) else []


def _fields(record: Any) -> set[str]:
    """Return which fields of an article a record has; none where it has neither a text nor a title."""
    row = widened(record) if isinstance(record, dict) else {}
    found = known(row)
    fields = {name for name in found if name != "text" or not _is_titled(row[found["text"]])}
    return fields if fields & {"text", "title"} else set()


def _is_titled(value: Any) -> bool:
    """Tell an article, or a list of some, that stands under a name which elsewhere is that of a text."""
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, dict) and "title" in known(widened(first))


def _columns(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Turn a table that is written column by column: in lists, or in objects with the same keys."""
    columns = {name: _numbered(column) for name, column in data.items()}
    shapes = {tuple(column) for column in columns.values()}
    if len(shapes) != 1 or not known(data).keys() & {"text", "title"}:
        return []
    return [{name: column[key] for name, column in columns.items()} for key in shapes.pop()]


def _numbered(column: Any) -> dict[str, Any]:
    if isinstance(column, list):
        return {str(number): value for number, value in enumerate(column)}
    counted = isinstance(column, dict) and all(str(key).isdecimal() for key in column)
    return column if counted else {}


def _worth(records: list[Any]) -> tuple[bool, bool]:
    """Tell a list of articles from one of what else has titles: outlets, pictures."""
    fields = set().union(*map(_fields, records))
    return "text" in fields, "published" in fields
