"""The dates that a sentence names, as EDTF: “as of 5 August 2019”, “截至2019年8月5日”, “Q3 2019”.

The end of a year is its last month: the register writes 2018-12 for “by the end of 2018”. A day
without a year stays without: its year is for a person to find.
"""

import calendar
import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from cases import dates
from cases.quotes.text import masked, plain

MONTHS = list(calendar.month_name)[1:]
MONTH = {word[:3]: number for number, word in enumerate(MONTHS, 1)}
SEASON = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
SEASON |= {"春": 21, "夏": 22, "秋": 23, "冬": 24}
PARTS = ["first一1上", "second二2下", "third三3", "fourth四4"]
HAN = "零一二三四五六七八九"

WORD_START = r"(?<![A-Za-z0-9])(?<![0-9][.,-])"
Y = r"(?P<year>(?:19|20)[0-9]{2})(?![0-9])"
YEAR = rf"{WORD_START}(?:{Y}|(?P<han_year>[一二][〇{HAN}]{{3}}))\s?年"
M = rf"\b(?P<month>(?:{'|'.join(MONTHS)}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
D = r"(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?(?![0-9%]|[,.][0-9])"
MONTH_DAY = (
    rf"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[{HAN}])\s?月"
    rf"(?:份|\s?(?P<day>[0-3]?[0-9]|[二三]?十[{HAN}]?|[{HAN}])\s?[日号])?"
)
END = r"(?P<end>(?:[Tt]he )?end of )"
FORMS = [
    rf"{WORD_START}{Y}(?P<sep>[-/.])(?P<month>[01]?[0-9])(?P=sep)(?P<day>[0-3]?[0-9])(?![0-9])",
    rf"{WORD_START}{Y}年?\s?[-–—~至到/]\s?(?P<until>(?:19|20)[0-9]{{2}})(?![0-9])年?",
    rf"{WORD_START}{Y}[-–/](?P<unclear>[0-9]{{2}})(?![0-9])",  # 2012–13, or 2012-10
    rf"{WORD_START}(?P<unclear>[0-3]?[0-9]([./])[0-3]?[0-9]\2){Y}",  # 09/10/2019
    rf"{WORD_START}{D} (?:of )?{M},? {Y}",
    rf"{M} {D},? {Y}",
    rf"{END}?{M},? (?:of )?{Y}",
    rf"\b(?P<part>(?i:first|second|third|fourth)) (?P<span>quarter|half) of {Y}",
    rf"\bQ(?P<part>[1-4]) {Y}",
    rf"\b(?P<season>(?i:spring|summer|autumn|fall|winter)) (?:of )?{Y}",
    rf"{YEAR}\s?第?(?P<part>[一二三四1-4])(?P<span>季度)",
    rf"{YEAR}\s?(?P<part>[上下])(?P<span>半年)",
    rf"{YEAR}\s?(?P<season>[春夏秋冬])[季天]?",
    rf"{YEAR}\s?{MONTH_DAY}",
    rf"{YEAR}度?(?P<end>年?[底末])?",
    rf"{END}{Y}",
    rf"{WORD_START}(?<![$€£¥￥+-]){Y}(?P<bare>)",
    rf"{M} {D}",
    rf"{WORD_START}{D} {M}",
    rf"(?<![0-9{HAN}十]){MONTH_DAY}",
]
FORMS = [re.compile(form) for form in FORMS]
SINCE = re.compile(r"\b[Ss]ince (?:the )?$|[自从]$")
EVER_SINCE = re.compile("以来|至今|起")
STARTED_BEFORE = re.compile(
    r"\b(?:launched|founded|established|started|began|released|introduced|online)\b[^.,;]{0,20}$"
)
STARTED_AFTER = re.compile("[^。，；0-9]{0,6}?(?:上线|启动|成立|推出|发布|投产)")

# A bare 2018 is a count after the one, before the other, and where nothing after or before
# it speaks of a time.
COUNTED_BEFORE = re.compile(
    r"(?:more than|fewer than|less than|at least|nearly|almost|exceed(?:s|ed|ing)?|as many as"
    r"|超过|超|逾|突破|近|达|达到|不足|不到|至少|约)\s?$",
    re.IGNORECASE,
)
COUNTED_AFTER = re.compile(
    r"[A-Za-z0-9%+]|[.,][0-9]|\s?[-–—~至到]\s?[0-9]|\s?[%万亿千百多余来家个张份户笔次人项款条名台套元位种件]"
    r"|[ -]?(?:hundred|thousand|million|billion|trillion|bn|mn|yuan|RMB|CNY|dollars|per ?cent)\b",
    re.IGNORECASE,
)
PLURAL_AFTER = re.compile(r" [a-z]{3,}(?<![sui])s\b")
TIME_BEFORE = re.compile(
    r"(?:\b(?:in|of|since|by|until|till|during|from|to|and|before|after|year|its|their|the|for"
    r"|early|late|mid|through|between|fiscal|over)|’s|'s|[-–,])\s?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Day:
    """A date as EDTF, and where in the text it stands."""

    edtf: str  # "" for a day whose year is not said
    words: str
    start: int
    end: int
    is_beginning: bool = False  # of what the sentence is about: “launched in April 2018”


def dated(text):
    """The dates of a text in its order."""
    return [day for day in found(text) if day.edtf]


def yearless(text):
    """What names a day or month and no year: “June 22”."""
    return [day.words for day in found(text) if day.edtf == ""]


def found(text):
    """Everything that speaks of a time; `edtf` is None where it is not clear of which."""
    return sorted(moments(plain(text)), key=lambda day: day.start)


def moments(text):
    for form in FORMS:
        taken = [match for match in form.finditer(text) if not is_count(text, match)]
        for match in taken:
            yield Day(edtf(text, match), match[0].strip(), *match.span(), began(text, match))
        text = masked(text, (match.span() for match in taken))


def is_count(text, match):
    """Whether a bare 2018 counts something."""
    if "bare" not in match.groupdict():
        return False
    after = text[match.end() : match.end() + 40]
    if COUNTED_BEFORE.search(before(text, match)) or COUNTED_AFTER.match(after):
        return True
    return bool(PLURAL_AFTER.match(after)) and not TIME_BEFORE.search(before(text, match))


def edtf(text, match):
    said = {name: part for name, part in match.groupdict().items() if part}
    if "unclear" in said:
        return None
    date = as_edtf(said)
    if date and "/" not in date and is_open(text, match):
        date = f"{date}/.."
    try:
        dates.bounds(date or "2000")
    except ValidationError:
        return None
    return date


def as_edtf(said):
    year = said.get("year") or "".join(map(digit, said.get("han_year", "")))
    if not year:
        return ""
    if "until" in said:
        return f"{year}/{said['until']}"
    if "season" in said:
        return f"{year}-{SEASON[said['season'].lower()]}"
    if "part" in said:
        return part_of_year(year, said["part"].lower(), said.get("span", "quarter"))
    if "month" not in said:
        return f"{year}-12" if "end" in said else year
    numbers = [month(said["month"]), *([number(said["day"])] if "day" in said else [])]
    return "-".join([year, *(f"{each:02}" for each in numbers)])


def part_of_year(year, word, span):
    [part] = [number for number, words in enumerate(PARTS, 1) if word in words]
    months = 6 if span in ("half", "半年") else 3
    return f"{year}-{(part - 1) * months + 1:02}/{year}-{part * months:02}"


def month(word):
    return MONTH.get(word[:3]) or number(word)


def number(numerals):
    """10 of “10” and of 十, 24 of 二十四."""
    if numerals.isascii():
        return int(numerals)
    tens, ten, ones = numerals.rpartition("十")
    return (int(digit(tens or "一")) * 10 if ten else 0) + int(digit(ones or "零"))


def digit(numeral):
    return str(HAN.index(numeral.replace("〇", "零")))


def began(text, match):
    found = STARTED_BEFORE.search(before(text, match)) or STARTED_AFTER.match(text, match.end())
    return bool(found)


def is_open(text, match):
    return SINCE.search(before(text, match)) or EVER_SINCE.match(text, match.end())


def before(text, match):
    return text[max(0, match.start() - 40) : match.start()]
