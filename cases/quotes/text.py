"""A text made ready to be read: every step keeps its length, so that places in it stay true."""

import re

WIDE = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B)}  # ０ to ｚ
PLAIN = WIDE | str.maketrans("％．＋－−＄￥\u3000億萬兩餘約過達幾數", "%.+--$¥ 亿万两余约过达几数")
WIDE_COMMA = re.compile("(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
HAN, LATIN = re.compile("[\u4e00-\u9fff]"), re.compile("[A-Za-z]")
TRADITIONAL = re.compile("[億萬兩餘約過達幾數發國區塊鏈銀產業]")


def plain(text):
    """Digits and signs in one width, numerals in simplified characters."""
    return WIDE_COMMA.sub(",", text).translate(PLAIN)


def masked(text, spans):
    """The text with its spans, which are in order and apart, blanked out."""
    pieces, position = [], 0
    for start, end in spans:
        pieces += [text[position:start], "\0" * (end - start)]
        position = end
    return "".join([*pieces, text[position:]])


def language(text):
    """“en”, “zh-Hans” or “zh-Hant”; "" of a text in neither script."""
    if HAN.search(text):
        return "zh-Hant" if TRADITIONAL.search(text) else "zh-Hans"
    return "en" if LATIN.search(text) else ""
