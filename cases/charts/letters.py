"""How much room text takes, near enough without its font."""

import unicodedata

LATIN, WIDE = 0.56, 1.0  # of the font's size, for an average letter and a Chinese one


def width(text, size):
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return size * (wide * WIDE + (len(text) - wide) * LATIN)


def fitted(text, room, size):
    """`text`, cut with “…” where it would need more than `room` pixels."""
    if width(text, size) <= room:
        return text
    while text and width(f"{text}…", size) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def wrapped(text, room, size):
    """`text` in lines of at most `room` pixels, broken at spaces."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width(longer, size) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return [fitted(line, room, size) for line in lines]
