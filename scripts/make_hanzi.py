"""Write src/retold/text/gazetteer/hanzi.txt: how the common Han characters sound in Mandarin.

Run with pypinyin (MIT) installed: python scripts/make_hanzi.py. A line is a reading in the coarse letters of
sounds.toml and the characters that have it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from pypinyin import lazy_pinyin

#: Simplified, traditional and Japanese letters.
CHARSETS = ("gb2312", "big5", "shift_jis")
OUTPUT = Path(__file__).parents[1] / "src/retold/text/gazetteer/hanzi.txt"
#: Pinyin in coarse letters; pypinyin writes v for ü.
COARSE = {"zh": "j", "ch": "c", "sh": "s", "q": "c", "x": "s", "w": "v", "yi": "i", "y": "i", "v": "u"}


def encodable(letter: str, charset: str) -> bool:
    try:
        letter.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def main() -> None:
    letters_of: dict[str, list[str]] = defaultdict(list)
    pattern = re.compile("|".join(COARSE))
    for letter in map(chr, range(0x4E00, 0xA000)):
        reading = lazy_pinyin(letter)[0]
        if reading != letter and (any(encodable(letter, charset) for charset in CHARSETS)):
            letters_of[pattern.sub(lambda match: COARSE[match.group()], reading)].append(letter)
    lines = (f"{reading} {''.join(letters)}\n" for reading, letters in sorted(letters_of.items()))
    OUTPUT.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
