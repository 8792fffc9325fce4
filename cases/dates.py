"""Dates as precise as their source: a part of EDTF (ISO 8601-2), read and put into words.

2018   2018-04   2018-04-05         a year, a month, a day
2019-23                             a season: 21 spring, 22 summer, 23 autumn, 24 winter
2019?  2019-06~  2019?-06-22        uncertain, about; a mark speaks of the parts to its left
2018/2019   2019-10/..   ../2019    from one to another, since, until
[2018-09-30,2018-10-26]             one of these
[2019-10-24..]   [..2019]           that or later, that or earlier
"""

import re
from datetime import date
from functools import lru_cache

from babel.dates import format_date, format_skeleton
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy, ngettext, to_locale
from django.utils.translation import gettext as _

MARK, MONTH, DAY = r"[?~%]?", r"(?:0\d|1[0-2]|2[1-4])", r"[0-3]\d"
D = rf"(\d{{4}}{MARK}(?:-{MONTH}{MARK}(?:-{DAY}{MARK})?)?)"
FORMS = [
    (D, "%s"),
    (rf"{D}/\.\.", gettext_lazy("since %s")),
    (rf"\.\./{D}", gettext_lazy("until %s")),
    (rf"{D}/{D}", gettext_lazy("%s to %s")),
    (rf"\[{D}\.\.\]", gettext_lazy("%s or later")),
    (rf"\[\.\.{D}\]", gettext_lazy("%s or earlier")),
    (rf"\[{D}, ?{D}\]", gettext_lazy("%s or %s")),
]
PARTS = re.compile(r"(\d{4})([?~%]?)(?:-(\d\d)([?~%]?))?(?:-(\d\d)([?~%]?))?")
SEASONS = {
    "21": gettext_lazy("spring"),
    "22": gettext_lazy("summer"),
    "23": gettext_lazy("autumn"),
    "24": gettext_lazy("winter"),
}
DOUBTS = {
    "?": gettext_lazy("uncertain"),
    "~": gettext_lazy("approximate"),
    "%": gettext_lazy("uncertain and approximate"),
}


@lru_cache(maxsize=10_000)  # the parser takes a millisecond, and an import has few distinct dates
def bounds(text):
    """The earliest and the latest day that `text` can mean; None where it leaves an end open."""
    if not any(re.fullmatch(pattern, text) for pattern, _words in FORMS):
        raise ValidationError(refusal(text), code="edtf")
    try:
        earliest, latest = parsed(text)
    except ValueError as error:
        raise ValidationError(refusal(text), code="edtf") from error
    if earliest and latest and latest < earliest:
        raise ValidationError(_("“%s” ends before it begins.") % text, code="edtf")
    return earliest, latest


def earliest(text):
    """The first day that `text` can mean; None if it is open, or cannot be read."""
    try:
        return bounds(text)[0]
    except ValidationError:
        return None


def parsed(text):
    from edtf import parse_edtf  # 7 MB of a worker, for editors: readers see what was worked out
    from edtf.parser import EDTFParseException

    try:
        read = parse_edtf(text)
    except EDTFParseException as error:
        raise ValueError(text) from error
    return as_date(read.lower_strict()), as_date(read.upper_strict())


def validate(text):
    bounds(text)


def refusal(text):
    return (
        _("“%s” is not a date we can read. Write 2018, 2018-04 or 2018-04-05; 2019? if unsure.")
        % text[:40]
    )


def as_date(moment):
    """A date of the parser's struct_time; None of the infinities it gives for open ends."""
    return date(*moment[:3]) if isinstance(moment, tuple) else None


def in_words(text):
    """“22 June 2019 (year uncertain)” in the reader's language."""
    for pattern, words in FORMS:
        if match := re.fullmatch(pattern, text):
            return words % tuple(day_in_words(day) for day in match.groups())
    return text


def in_years(text):
    """The same to the year, as open as it is: “2019 or earlier”, “2018 to 2019”."""
    years = PARTS.sub(year_of, text)
    return in_words(re.sub(r"^\[?(.+)(?:/|, ?)\1\]?$", r"\1", years))  # two days of one year


def year_of(match):
    year, year_doubt, _month, month_doubt, _day, day_doubt = match.groups()
    return year + (day_doubt or month_doubt or year_doubt)  # each speaks of the year too


def day_in_words(text):
    year, year_doubt, month, month_doubt, day, day_doubt = PARTS.fullmatch(text).groups()
    if month in SEASONS:
        words = f"{SEASONS[month]} {year}"
    elif day:
        words = format_date(date(int(year), int(month), int(day)), "long", locale())
    elif month:
        words = format_skeleton("yMMMM", date(int(year), int(month), 1), locale=locale())
    else:
        words = year
    doubt = doubt_in_words(year_doubt, month and month_doubt, day and day_doubt)
    return f"{words} ({doubt})" if doubt else words


def locale():
    return to_locale(get_language() or "en-gb")


def doubt_in_words(year_doubt, month_doubt, day_doubt):
    """What is doubtful; a mark of None stands for a part that the date does not have."""
    doubts = [doubt for doubt in (year_doubt, month_doubt, day_doubt) if doubt is not None]
    if not any(doubts):
        return ""
    if doubts[-1]:
        return str(DOUBTS[doubts[-1]])
    if month_doubt:
        return _("month %s") % DOUBTS[month_doubt]
    return _("year %s") % DOUBTS[year_doubt]


def age_in_words(day, today):
    """How long ago `day` was, in whole years, months or days."""
    months = (today.year - day.year) * 12 + today.month - day.month - (today.day < day.day)
    if months >= 12:
        years = months // 12
        return ngettext("%d year old", "%d years old", years) % years
    if months >= 1:
        return ngettext("%d month old", "%d months old", months) % months
    days = max((today - day).days, 0)
    return ngettext("%d day old", "%d days old", days) % days


def fresh_since(months, today):
    """The first day of the month `months` back: what is older is to be looked at again."""
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(max(year, 1), month + 1, 1)
