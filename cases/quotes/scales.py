"""A value in the English and in the Chinese scale, so that a ten-fold slip is seen."""

from babel.numbers import format_decimal

from cases import wording

MYRIADS = [(12, "万亿"), (8, "亿"), (4, "万")]  # powers of ten


def scales(value):
    """[“660 billion”, “6,600亿”]; one where both write the same. Nothing is ever rounded."""
    return list(dict.fromkeys([wording.number(value, "en_GB"), in_myriads(value)]))


def in_scales(value):
    """“660,000,000,000 = 660 billion = 6,600亿”."""
    return " = ".join(dict.fromkeys([grouped(value), *scales(value)]))


def in_myriads(value):
    for power, name in MYRIADS:
        if abs(value) >= 10**power:
            return grouped(value.scaleb(-power)) + name
    return grouped(value)


def grouped(value):
    return format_decimal(value.normalize(), locale="en_GB", decimal_quantization=False)
