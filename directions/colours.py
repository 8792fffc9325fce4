"""Colours that readers can read: contrast as WCAG 2.2 defines it."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

READABLE = 4.5  # WCAG 2.2, success criterion 1.4.3


def luminance(colour):
    """Relative luminance of "#rrggbb", from 0 (black) to 1 (white)."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast_with_white(colour):
    return 1.05 / (luminance(colour) + 0.05)


def validate_colour(colour):
    if not re.fullmatch(r"#[0-9a-f]{6}", colour):
        raise ValidationError(_("Write the colour as #rrggbb, in small letters."))
    if contrast_with_white(colour) < READABLE:
        raise ValidationError(
            _("Too pale to read on white: its contrast is %(contrast).2f, at least 4.5 is needed.")
            % {"contrast": contrast_with_white(colour)}
        )
