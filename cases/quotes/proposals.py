"""What a form offers of a quote: its readings in words, its dates, and what does not fit."""

from django.utils.translation import gettext as _

from cases import dates, wording
from cases.models.evidence import plain
from cases.models.vocabulary import CURRENCIES, PERCENT
from cases.quotes.days import dated, yearless
from cases.quotes.reading import readings
from cases.quotes.scales import scales
from cases.quotes.vocabulary import POINTS, RATE


def proposals(text, metric=None):
    """[{words, values, warning}, …]: what each reading would put into a figure's inputs.

    A date goes with every value if it is the only one and not that of a launch; others are offered
    by themselves.
    """
    days = dated(text)
    found = list(dict.fromkeys(day.edtf for day in days))
    as_of = found[0] if len(found) == 1 and not any(day.is_beginning for day in days) else ""
    offered = [proposal(reading, as_of, metric) for reading in readings(text)]
    if as_of and offered:
        return offered
    return offered + [{"words": when(day), "values": {"as_of": day}} for day in found]


def proposal(reading, as_of, metric):
    values = {
        "comparator": reading.comparator,
        "value": plain(reading.value),
        "upper_value": plain(reading.upper_value) if reading.upper_value else "",
    }
    return {
        "words": ", ".join(filter(None, [in_words(reading, reading.unit), when(as_of)])),
        "warning": other_unit(reading.unit, metric.unit) if metric else "",
        "values": values | ({"as_of": as_of} if as_of else {}),
    }


def in_words(said, unit):
    """“more than CNY 660 billion = 6,600亿” of a reading or a figure."""
    both = [scales(end) for end in (said.value, said.upper_value) if end is not None]
    words = wording.stated(said, unit)
    if all(len(written) == 1 for written in both):
        return words
    other = 0 if dates.locale().startswith("zh") else -1  # the scale that the words are not in
    return f"{words} = {'–'.join(written[other] for written in both)}"


def when(edtf):
    if not edtf or "/" in edtf:  # an interval reads by itself: “since May 2018”
        return dates.in_words(edtf)
    return _("as of %s") % dates.in_words(edtf)


def other_unit(unit, counted):
    """A sentence if the quote's unit is not the metric's; "" if it is, or cannot be told (9张)."""
    told_apart = {unit, counted} & {*CURRENCIES, PERCENT, POINTS}
    other_rate = rate(unit) != rate(counted)
    if not unit or unit == counted or not (unit.isascii() or told_apart or other_rate):
        return ""
    return _("The metric counts %(metric)s, the quote says %(quote)s.") % {
        "metric": counted,
        "quote": unit,
    }


def rate(unit):
    found = RATE.search(unit)
    return found and found[0]


def notes(text):
    """Sentences on what could not be read."""
    found = [
        _("“%s” names no year: look for it in the source.") % words for words in yearless(text)
    ]
    if text and not readings(text):
        found.insert(0, _("No value was read in these words."))
    return found


# What of a figure is compared with its quote: a change of any asks again whether they agree.
COMPARED = {"quote", "value", "upper_value", "comparator", "not_in_quote"}


def refusal(quote, figure, unit):
    """Why a figure is not what its quote says; "" if it is."""
    found = readings(quote)
    if any(reading.says(figure) for reading in found):
        return ""
    read = "; ".join(in_words(reading, reading.unit) for reading in found[:5])
    return _(
        "The figure says %(figure)s; its quote, as we read it, says %(quote)s. Correct one of "
        "them, or write here for readers why they differ."
    ) % {"figure": in_words(figure, unit), "quote": read or _("no value")}


def complaint(figure, unit):
    """What is wrong between a figure, its quote and the reason why they differ; "" if nothing."""
    differs = refusal(figure.quote, figure, unit)
    if differs and not figure.not_in_quote:
        return differs
    if figure.not_in_quote and not differs:
        return _("The value is in the quote: leave this empty.")
    return ""
