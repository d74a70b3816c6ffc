"""XML that cannot reach beyond itself: no entities of its own, no external ones, no document type read."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element


def parse_xml(content: bytes) -> Element:
    """Parse a document.

    Raises ValueError where it declares entities, is not well-formed, or names an encoding that there is not.
    """
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root: Element = fromstring(content.lstrip(b" \t\r\n"), forbid_entities=True, forbid_external=True)
    except DefusedXmlException:
        raise ValueError("it declares entities, which are not read") from None
    except (ParseError, LookupError) as error:
        raise ValueError(str(error)) from None
    return root


def local(element: Any) -> str:
    """Return an element's name without its namespace, in lower case."""
    return str(element.tag).rpartition("}")[2].lower()


def find_all(element: Element, *names: str) -> list[Element]:
    """Return the elements below that have one of these local names, in order."""
    return [found for found in element.iter() if local(found) in names]


def said(element: Element, *names: str) -> str | None:
    """Return the words of the first element below with the first of these names that has any."""
    for name in names:
        for found in find_all(element, name):
            if words := " ".join("".join(found.itertext()).split()):
                return words
    return None
