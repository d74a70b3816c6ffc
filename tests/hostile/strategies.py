"""Inputs that hypothesis makes: bytes near to what a reader expects, and texts of all that breaks texts."""

from __future__ import annotations

from hostile.inputs import PACKED, PAGES, ROWS, TEXTS
from hypothesis import strategies as st
from shapes import FEEDS, SAMPLES

_SMALL = 200

#: Pieces that mean something to some reader, or to the library under it.
_TOKENS = [
    *(b"<", b">", b"</p>", b"<p>", b"<!--", b"]]>", b"<![CDATA[", b"&#0;", b"&#x110000;", b"&a;", b"<?xml"),
    *(b'"', b"'", b"{", b"}", b"[", b"]", b":", b",", b"\\u0000", b"\\ud800", b"NaN", b"1e999", b"null"),
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n\n", b"\x1b", b"\xf0\x9f", b"\xed\xa0\x80"),
    *(
        b"--b\r\n",
        b"Content-Length: 99999999999\r\n",
        b"Content-Type: text/html; charset=utf-7\r\n",
        b"WARC/1.0\r\n",
    ),
    *(b"date 2025-03-04\n", b"9999-99-99", b"stream", b"endobj", b"PK\x03\x04", b"PAR1"),
]

_CHANGES = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.sampled_from(["insert", "drop", "again", "flip", "token"]),
        st.integers(1, 40),
        st.binary(max_size=6),
        st.sampled_from(_TOKENS),
    ),
    max_size=6,
)


def _changed(sample: bytes, changes: list[tuple[float, str, int, bytes, bytes]]) -> bytes:
    for place, what, size, noise, token in changes:
        at = int(place * len(sample))
        piece = sample[at : at + size]
        put = {
            "insert": noise + piece,
            "drop": b"",
            "again": piece * (1 + size),
            "flip": bytes(byte ^ size for byte in piece),
            "token": token * size + piece,
        }[what]
        sample = sample[:at] + put + sample[at + size :]
    return sample


def contents(reader: str) -> st.SearchStrategy[bytes]:
    """Give bytes for a reader: its own sample or another's, changed here and there, or noise."""
    own = st.just((SAMPLES | {"opml": FEEDS})[reader])
    others = st.sampled_from(
        [*SAMPLES.values(), *(make(_SMALL) for make in (ROWS | PACKED | PAGES).values())]
    )
    changed = st.builds(_changed, own | own | others, _CHANGES)
    return (
        changed | st.binary(max_size=300) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace"))
    )


_PIECES = st.sampled_from(
    [
        *(make(_SMALL).decode("utf-8", "replace") for make in TEXTS.values()),
        *(
            "Arta Velo",
            " said that ",
            "“",
            "”",
            "«",
            "»",
            "„",
            "'",
            '"',
            ". ",
            "? ",
            ", ",
            "\n",
            "\n\n",
            " — ",
            "(",
            ")",
        ),
        *(
            "3,5 million",
            " 1.000 ",
            "62-vjeçar",
            "yüzde 13",
            "шеесетина",
            "الثلاثاء",
            "九月三日",
            " на 4 март ",
            "$5m",
        ),
        *(
            "κ. Ζαρκαδούλας",
            "според",
            "sipas",
            "ανακοίνωσε",
            "a declarat",
            "hat gesagt",
            "dijo que",
            "заявил",
            "。",
        ),
        *(
            "http://a.b/c?d",
            "a@b.c",
            "date 2025-03-04\n",
            "# ",
            "* * *",
            "1/2/3/4",
            "2025-02-30",
            "24:61",
            "50. ",
        ),
    ]
)

#: Texts of any characters and of pieces that mean something to some step.
texts = st.lists(_PIECES | st.text(max_size=20), min_size=1, max_size=25).map("".join)
