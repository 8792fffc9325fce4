"""A direction's colour can be read on white."""

import pytest
from django.core.exceptions import ValidationError

from directions.colours import contrast_with_white, validate_colour

DESIGNED = ["#1f5fa8", "#a3411f", "#2f6f4f", "#6a4a9c", "#7a6200"]


@pytest.mark.parametrize(
    ("colour", "contrast"), [("#000000", 21), ("#ffffff", 1), ("#767676", 4.54), ("#ff0000", 4)]
)
def test_contrast_is_what_wcag_says(colour, contrast):
    assert contrast_with_white(colour) == pytest.approx(contrast, abs=0.005)


@pytest.mark.parametrize("colour", [*DESIGNED, "#767676"])
def test_a_dark_colour_is_accepted(colour):
    assert validate_colour(colour) is None


@pytest.mark.parametrize(
    ("colour", "sentence"),
    [
        ("#777777", "Too pale to read on white: its contrast is 4.48, at least 4.5 is needed."),
        ("#ffff00", "Too pale to read on white: its contrast is 1.07, at least 4.5 is needed."),
        *(
            (colour, "Write the colour as #rrggbb, in small letters.")
            for colour in ("red", "#123", "#1F5FA8", "1f5fa8", "#1f5fa8\n", "#1f5fa8;}", "")
        ),
    ],
)
def test_a_colour_that_cannot_be_read_is_refused(colour, sentence):
    with pytest.raises(ValidationError) as refused:
        validate_colour(colour)
    assert refused.value.messages == [sentence]
