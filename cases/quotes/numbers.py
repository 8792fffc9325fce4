"""Numbers as people write them: “6 million”, “half a billion”, “1,300”, “两千多万”, “1亿2000万”.

Quantifiers are possessive (`++`), so that no text makes a pattern try twice.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

LONGEST = 40  # characters; what is longer is no number that a person reads

DIGITS = r"(?!0[0-9])(?:[0-9]{1,3}(?:[,\u00a0\u202f ][0-9]{3})++(?![0-9])|[0-9]++)(?:\.[0-9]++)?"
ONES = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
ONE = f"[{''.join(ONES)}]"
POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
NUMERALS = rf"(?:{DIGITS}|{ONE}点[零{''.join(ONES)}]++|[零〇{''.join([*ONES, *POWERS])}])++"
TOKEN = re.compile(rf"{DIGITS}|{ONE}点[零{''.join(ONES)}]+|[{''.join([*ONES, *POWERS])}]")
SINGLE = re.compile(f"{ONE}|[1-9]")
SHORTENED = re.compile(f"[百千](?:{ONE}|[1-9])$")  # 两千六 is 2,600, as 三万五 is 35,000
TIME = re.compile("点.*[十百千]")  # 三点二十
NEIGHBOURS = re.compile(rf"({ONE})({ONE})([十百千万亿]*)$")  # 两三万, 七八百

SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
WORDS = {word: value for value, word in enumerate(SMALL)} | {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
WORDS["half"] = Decimal("0.5")
SCALES = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
SHORT = {"k": 3, "m": 6, "mn": 6, "mln": 6, "bn": 9, "tn": 12, "trn": 12}  # powers of ten
PLURALS = {"tens": 10, "dozens": 10, "scores": 10} | {
    f"{word}s": scale for word, scale in SCALES.items() if word != "dozen"
}
SCALE = rf"(?:{'|'.join(SCALES)})\b"
WORD = rf"(?:{'|'.join([*SMALL, *WORDS, *SCALES])})\b"
IN_WORDS = (
    rf"\b(?:(?:half )?an? )?{WORD}"
    rf"(?:(?:[ -]|(?:(?<=hundred)|(?<=thousand)|(?<=million)) and | and a (?=half)){WORD}"
    rf"|(?<=half) an? {WORD})*+"
)
PLURAL = rf"(?:{'|'.join(PLURALS)})\b"

SCALES_AFTER = rf"{SCALE}(?: {SCALE})?+"
PATTERN = "|".join(  # of one number; its groups say how it is written
    [
        r"(?P<some>[几数])(?P<some_of>[十百千万亿]++)",
        rf"(?P<teens>{ONE}?十)几(?P<teens_of>[万亿]*+)",
        rf"(?P<plural>{PLURAL})(?: of (?P<plural_of>{PLURAL}))?+(?: of\b)?+",
        rf"(?:several|a few) (?P<several>{SCALES_AFTER})",
        rf"(?P<run>{NUMERALS})(?P<odd>[多余来])?+(?:个(?=亿))?+"
        r"(?P<odd_of>(?<=[多余来个])[十百千万亿]++)?+"
        r"(?![.,]?[0-9])(?:(?P<short>[km]| ?(?:mln|mn|bn|trn|tn))(?![A-Za-z])"
        rf"|[ -]?(?P<scale>{SCALES_AFTER}))?+",
        rf"(?P<words>{IN_WORDS})",
    ]
)


@dataclass(frozen=True)
class Number:
    """`high` is the upper end of a range or an order of magnitude; `kind` says which."""

    low: Decimal
    high: Decimal | None = None
    kind: str = "one"  # "one", "range" or "magnitude"
    core: Decimal | None = None  # without its scale, that it lends to the other end of a range


def number(match):
    """The Number of a match of PATTERN; None where it only looks like one."""
    if len(match[0]) > LONGEST:
        return None
    if match["some"]:
        return magnitude(counted(match["some_of"]))
    if match["teens"]:
        tens, scale = counted(match["teens"]), counted(match["teens_of"] or "") or 1
        return Number((tens + 1) * scale, (tens + 9) * scale, "range")
    if match["plural"]:
        return magnitude(plural(match["plural"]) * plural(match["plural_of"]))
    if match["several"]:
        scale = match["several"].lower().replace("dozen", "ten")
        return magnitude(spelled(scale))
    if match["words"]:
        value = spelled(match["words"].lower())
        return value and Number(value)
    return numerals(match)


def magnitude(low):
    return low and Number(low, low * 10, "magnitude")


def plural(word):
    return Decimal(PLURALS[word.lower()] if word else 1)


def numerals(match):
    run, scale = match["run"], 1
    if pair := NEIGHBOURS.fullmatch(run):
        low, high, power = numeral(pair[1]), numeral(pair[2]), counted(pair[3]) or 1
        return Number(low * power, high * power, "range") if high == low + 1 else None
    value = counted(run)
    if value is None:
        return None
    if match["odd_of"]:
        scale = counted(match["odd_of"])
    elif match["short"]:
        scale = 10 ** SHORT[match["short"].strip().lower()]
    elif match["scale"]:
        scale = spelled(match["scale"].lower())
    first, *rest = TOKEN.findall(run) or ["0"]
    unscaled = first not in POWERS and all(token in POWERS for token in rest)
    return Number(value * scale, core=numeral(first) if unscaled else None)


def counted(run):
    """六千六百亿, 1亿2000万, 6600 as a Decimal; 0 of an empty run, None of what is no number."""
    for name in ("亿", "万"):
        high, mark, low = run.rpartition(name)
        if mark:
            many, rest = counted(high), counted(low)
            if many is None or rest is None:
                return None
            shortened = POWERS[name] // 10 if SINGLE.fullmatch(low) else 1
            return (many if high else 1) * POWERS[name] + rest * shortened
    return below_myriad(run)


def below_myriad(run):
    total, digit, power = Decimal(0), None, 10
    for token in TOKEN.findall(run):
        if token in POWERS:
            power = POWERS[token]
            total += (1 if digit is None else digit) * power
            digit = None
        elif digit is None:
            digit = numeral(token)
        else:
            return None
    if TIME.search(run):
        return None
    return total + (digit or 0) * (power // 10 if SHORTENED.search(run) else 1)


def numeral(token):
    if token in ONES:
        return Decimal(ONES[token])
    if "点" in token:
        whole, _, part = token.partition("点")
        return Decimal(f"{ONES[whole]}.{''.join(str(ONES.get(each, 0)) for each in part)}")
    return Decimal(re.sub(r"[,\s]", "", token))


def spelled(words):
    """“two and a half million” as a Decimal; None of “five ten”."""
    total = part = Decimal(0)
    for word in re.findall(r"[a-z]+", words):
        if word in SCALES and SCALES[word] < 1000:
            part = (part or 1) * SCALES[word]
        elif word in SCALES:
            total += (part or (1 if not total else 0)) * SCALES[word]
            part = Decimal(0)
        elif word in WORDS:
            if (part and part % 10 and word != "half") or (part % 100 and WORDS[word] >= 10):
                return None
            part += WORDS[word]
    return total + part
