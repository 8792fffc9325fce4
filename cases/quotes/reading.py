"""What a sentence says: each number with its comparator and unit."""

import re
from dataclasses import dataclass
from decimal import Decimal

from cases.models.vocabulary import PERCENT
from cases.quotes import days, vocabulary
from cases.quotes.numbers import ONES, PATTERN, POWERS, SCALES, SMALL, Number, number
from cases.quotes.text import masked, plain
from cases.quotes.vocabulary import POINTS, Comparator

WINDOW = 40  # characters before and after a number that can speak of it
MOST, DIGITS_KEPT = 10**18, 15  # what a figure can hold
SURE_MEASURES = set("家户笔份张名台辆吨枚人") | {"人次"}  # 一个, 五次 are seldom figures


def named(patterns, prefix=""):
    """One pattern of several, each a group named by its key."""
    return "|".join(f"(?P<{prefix}{key}>{pattern})" for key, pattern in patterns.items())


QUANTITY = re.compile(
    r"(?<![A-Za-z0-9_])(?<![0-9][.,])(?<![A-Za-z][-/])"
    rf"(?:(?:{named(vocabulary.CURRENCIES_BEFORE, 'before_')})\s?)?+"
    r"(?P<minus>(?<![^\s(（])-(?=[0-9]))?+(?P<per_cent_of>百分之)?+"
    r"(?:(?P<reaching>(?<![通经超])[上过])(?=[百千万亿]))?+"
    rf"(?:{PATTERN})"
    rf"(?:[ -]?(?:(?P<per_cent>{vocabulary.PER_CENT})|(?P<points>{vocabulary.PER_CENT_POINTS})"
    rf"|(?P<tenths>{vocabulary.TENTHS})|{named(vocabulary.CURRENCIES_AFTER, 'after_')}"
    rf"|(?P<measure>{'|'.join(vocabulary.MEASURES)})))?+",
    re.IGNORECASE,
)
BEFORE = re.compile(
    f"(?:{named({c.name: words for c, words in vocabulary.BEFORE.items()})}){vocabulary.FILLER}",
    re.IGNORECASE,
)
AFTER = re.compile(named({c.name: words for c, words in vocabulary.AFTER.items()}))
TO = re.compile(r"\s*(?:to|[-–—~至到])\s*")
BETWEEN = re.compile(r"\bbetween\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """A number of a text as a figure has it, and where in the text it stands."""

    comparator: str
    value: Decimal
    upper_value: Decimal | None
    unit: str  # a currency's code, “%”, what is counted, or ""
    start: int
    end: int

    def says(self, figure):
        """Whether it is what a figure says; “fell by 12%” is 12 or -12."""
        return (self.comparator, abs(self.value), self.upper_value) == (
            figure.comparator,
            abs(figure.value),
            figure.upper_value,
        )


@dataclass(frozen=True)
class Quantity:
    """A number as it stands in a text, before it is known whether it is a figure."""

    text: str
    match: re.Match
    number: Number
    unit: str

    @property
    def before(self):
        return self.text[max(0, self.match.start() - WINDOW) : self.match.start()]

    @property
    def after(self):
        return self.text[self.match.end() : self.match.end() + WINDOW]


def readings(text):
    """The figures that a text states, in its order."""
    found = joined(quantities(figures_only(plain(text))))
    return [reading for reading in found if can_be_kept(reading)]


def figures_only(text):
    """The text with dates, ordinals, versions and the like blanked out."""
    text = masked(text, ((day.start, day.end) for day in days.found(text)))
    return vocabulary.NO_FIGURE.sub(lambda match: "\0" * len(match[0]), text)


def quantities(text):
    for match in QUANTITY.finditer(text):
        if (value := number(match)) and not vocabulary.NO_UNIT.match(text, match.end()):
            yield Quantity(text, match, in_hundredths(value, match), unit(text, match))


def in_hundredths(value, match):
    """三成 is 30%."""
    factor = (10 if match["tenths"] else 1) * (-1 if match["minus"] else 1)
    high = value.high and value.high * factor
    return Number(value.low * factor, high, value.kind, value.core)


def unit(text, match):
    said = {name for name, words in match.groupdict().items() if words}
    if said & {"per_cent", "per_cent_of", "tenths"}:
        return PERCENT
    if "points" in said:
        return POINTS
    if currency := currency_of(said):
        return currency
    counted = match["measure"] or noun(text, match.end())
    return counted and counted + rate(text, match)


def currency_of(said):
    """The code before or after a number; 元 is no yuan after “港币5000万”."""
    before, after = (
        next((name.removeprefix(side) for name in said if name.startswith(side)), "")
        for side in ("before_", "after_")
    )
    return before if before and after in ("", "CNY") else after


def noun(text, start):
    """The first plural after a number: “institutions” of “20 domestic banking institutions”."""
    words = vocabulary.NOUN.match(text, start, start + 3 * WINDOW)
    for word in words[1].lower().split() if words else []:
        if word in vocabulary.STOPS:
            return ""
        if vocabulary.PLURAL.fullmatch(word):
            return word
    return ""


def rate(text, match):
    """“ a day” of 44,000 invoices per day, of 每天4.4万张."""
    start = match.start()
    found = vocabulary.PER_AFTER.match(text, match.end()) or vocabulary.PER_BEFORE.search(
        text, max(0, start - WINDOW), start
    )
    return f" a {vocabulary.PERIODS[found[found.lastindex]]}" if found else ""


def joined(found):
    """Readings of quantities: two of them are one where they are the ends of a range."""
    found = list(found)
    position = 0
    while position < len(found):
        pair = found[position : position + 2]
        if len(pair) == 2 and (span := as_range(*pair)):
            yield span
            position += 2
            continue
        if is_figure(pair[0]):
            yield as_reading(pair[0])
        position += 1


def as_range(first, second):
    """“10–20 billion”, “between 10 and 20”; None of two numbers that stand apart."""
    between = first.text[first.match.end() : second.match.start()]
    linked = TO.fullmatch(between) or (between.strip() == "and" and BETWEEN.search(first.before))
    alone = first.number.kind == second.number.kind == "one"
    units = {first.unit, second.unit} - {""}
    if not (linked and alone and len(units) < 2) or vocabulary.CHANGE.search(first.before):
        return None
    low, high = first.number.low * lent_scale(first.number, second.number), second.number.low
    if low >= high:
        return None
    unit = units.pop() if units else ""
    return Reading(Comparator.RANGE, low, high, unit, first.match.start(), second.match.end())


def lent_scale(first, second):
    """10⁹ of “10–20 billion”; 1 of “1,300 to 2 million”, whose first end needs none."""
    lends = second.core and first.core == first.low and first.core < second.core
    return second.low / second.core if lends else 1


def as_reading(quantity):
    number = quantity.number
    kinds = {"range": Comparator.RANGE, "magnitude": Comparator.MAGNITUDE}
    meant = kinds.get(number.kind) or comparator(quantity)
    return Reading(meant, number.low, number.high, quantity.unit, *quantity.match.span())


def comparator(quantity):
    if odd := quantity.match["odd"]:
        return vocabulary.ODD[odd]
    if reaching := quantity.match["reaching"]:
        return vocabulary.REACHING[reaching]
    found = BEFORE.search(quantity.before) or AFTER.match(quantity.after)
    return Comparator[found.lastgroup] if found else Comparator.EXACTLY


def is_figure(quantity):
    """Whether a number states an amount: “five directions”, 一个 and 万一 do not."""
    match = quantity.match
    if words := match["words"]:
        return words_count(words.lower(), quantity)
    run = match["run"]
    if not run or not set(run) & {*ONES, *POWERS} or any(each.isdigit() for each in run):
        return True
    return numerals_count(run, quantity)


def words_count(words, quantity):
    if quantity.match["per_cent"] or quantity.unit in vocabulary.CURRENCIES_AFTER:
        return words != "one"
    if words in SMALL:
        definite = vocabulary.DEFINITE.search(quantity.before)
        return words != "one" and bool(quantity.unit) and not definite
    return words not in SCALES and words != "half"


def numerals_count(run, quantity):
    match = quantity.match
    if match["per_cent_of"] or match["per_cent"] or match["points"] or match["tenths"]:
        return True
    money = quantity.unit in vocabulary.CURRENCIES_AFTER
    if len(run) == 1 and run in ONES:
        return run != "一" and (money or match["measure"] in SURE_MEASURES)
    counted = money or match["measure"]
    compared = match["odd"] or match["reaching"] or BEFORE.search(quantity.before)
    if run[0] in POWERS and run[0] != "十":  # 千 of 千方百计
        return bool(compared or (counted and len(run) > 1))
    return bool(counted or compared) or quantity.number.low >= 100


def can_be_kept(reading):
    ends = [reading.value, *([reading.upper_value] if reading.upper_value else [])]
    return all(
        abs(end) < MOST and len(end.normalize().as_tuple().digits) <= DIGITS_KEPT for end in ends
    )
