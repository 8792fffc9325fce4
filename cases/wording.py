"""Figures in words, so that what a source left open stays open on the page."""

from babel import Locale
from babel.numbers import format_compact_decimal, format_decimal
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cases import dates
from cases.models import Edition, Figure, Metric
from cases.models.vocabulary import CURRENCIES, PERCENT

Comparator = Figure.Comparator

COMPARATORS = {
    Comparator.EXACTLY: "%s",
    Comparator.ABOUT: gettext_lazy("about %s"),
    Comparator.NEARLY: gettext_lazy("nearly %s"),
    Comparator.MORE_THAN: gettext_lazy("more than %s"),
    Comparator.AT_LEAST: gettext_lazy("at least %s"),
    Comparator.LESS_THAN: gettext_lazy("less than %s"),
    Comparator.UP_TO: gettext_lazy("up to %s"),
}
MAGNITUDES = {
    10: gettext_lazy("tens of"),
    100: gettext_lazy("hundreds of"),
    1_000: gettext_lazy("thousands of"),
    10_000: gettext_lazy("tens of thousands of"),
    100_000: gettext_lazy("hundreds of thousands of"),
    1_000_000: gettext_lazy("millions of"),
    10_000_000: gettext_lazy("tens of millions of"),
    100_000_000: gettext_lazy("hundreds of millions of"),
    1_000_000_000: gettext_lazy("billions of"),
    10_000_000_000: gettext_lazy("tens of billions of"),
    100_000_000_000: gettext_lazy("hundreds of billions of"),
}
MILLION = 1_000_000
IN_PRINT = {"K": "k", "M": "m", "B": "bn", "T": "trn"}  # English papers do not write 660B
IN_LABELS = {f" {word}": IN_PRINT[word[0].upper()] for word in ("million", "billion", "trillion")}


def number(value, locale=None):
    """“660 billion”, “3.9 billion”, “1,300”: shortened only where nothing is lost."""
    locale = Locale.parse(locale or dates.locale())
    scale = scale_of(value)
    if value < MILLION or value * 1000 % scale:
        return format_decimal(value, locale=locale, decimal_quantization=False)
    form = "long" if "long" in locale.compact_decimal_formats else "short"
    return format_compact_decimal(value, format_type=form, locale=locale, fraction_digits=3)


def short(value):
    """“660bn”, for the axis of a chart."""
    if value < 1000:
        return format_decimal(value, locale=dates.locale())
    words = format_compact_decimal(value, locale=dates.locale(), fraction_digits=1)
    return words[:-1] + IN_PRINT.get(words[-1], words[-1])


def scale_of(value):
    """The power of a thousand that `value` is counted in: 10⁹ for 660 billion."""
    scale = 1
    while value >= scale * 1000:
        scale *= 1000
    return scale


def amount(value, unit):
    return measured(number(value), unit)


def measured(words, unit):
    """A number in words with its unit where readers expect it: CNY 5, 5%, 5 invoices."""
    if unit == PERCENT:
        return f"{words}%"
    return f"{unit} {words}" if unit in CURRENCIES else f"{words} {unit}".rstrip()


def value(figure):
    """What the source says, e.g. “more than CNY 660 billion”."""
    return stated(figure, figure.metric.unit)


def stated(said, unit):
    """The comparator and the value or values of a figure, or of a sentence, in words."""
    if said.comparator == Comparator.MAGNITUDE:
        return magnitude(said, unit)
    if said.comparator == Comparator.RANGE:
        ends = number(said.value), number(said.upper_value)
        return measured(_("%s to %s") % ends, unit)
    return COMPARATORS[said.comparator] % amount(said.value, unit)


def brief(said):
    """“more than 660bn”: what is stated without its unit, for a label in a chart."""
    words = stated(said, unit="")
    for long, letters in IN_LABELS.items():
        words = words.replace(long, letters)
    return words


def magnitude(said, unit):
    words = MAGNITUDES.get(said.value)
    if words and unit:
        return f"{words} {unit}"
    return _("on the order of %s") % amount(said.value, unit)


def when(figure):
    """“as of 5 August 2019”, “in 2018”, “forecast for 2019”, or that no date is stated."""
    if figure.as_of_not_stated:
        return _("date not stated")
    day = dates.in_words(figure.as_of)
    if "/" in figure.as_of:  # an interval reads by itself: “since May 2018”
        return day
    if figure.modality == Figure.Modality.FORECAST:
        return _("forecast for %s") % day
    if figure.metric.kind == Metric.Kind.PERIOD:
        if figure.as_of.count("-") == 2:
            return pgettext("day", "on %s") % day
        return pgettext("period", "in %s") % day
    return _("as of %s") % day


def stage(stage, as_of):
    """“in operation, 24 October 2019 or later”."""
    label = Edition.Stage(stage).label
    return f"{label}, {dates.in_words(as_of)}" if as_of else str(label)


def known_day(figure):
    """The last day that the figure is known to speak of; None if its source gives no date."""
    return figure.as_of_latest or figure.as_of_earliest


def age(figure, today):
    """“7 years old”; "" for a figure without a date or of a time to come."""
    day = known_day(figure)
    return age_of(day, today) if day else ""


def age_of(day, today):
    return dates.age_in_words(day, today) if day <= today else ""


def months_fresh(figure):
    """After how many months to look again; None for a forecast, which does not age."""
    forecast = figure.modality == Figure.Modality.FORECAST
    return None if forecast else figure.metric.recheck_months


def old_by(day, today):
    """How old what was said of a day is, to stand behind it; nothing of a day to come."""
    age = age_of(day, today)
    return f" ({age})" if age else ""


def age_mark(day, months, today):
    """How old what was said of a day is, as HTML: a warning once it is older than `months`."""
    age = age_of(day, today)
    if months and day < dates.fresh_since(months, today):
        words = _("old: %(age)s") % {"age": age}
        return format_html('<span class="mark mark-old">{}</span>', words)
    return format_html('<span class="age">{}</span>', age) if age else ""
