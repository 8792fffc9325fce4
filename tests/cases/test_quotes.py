"""What is read in a source's words: values, comparators, units, dates; both scales."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from cases import quotes, wording
from cases.models import Figure, Metric
from cases.quotes.days import dated, yearless
from cases.quotes.proposals import refusal
from cases.quotes.reading import readings
from cases.quotes.scales import scales
from tests.languages import in_language

SENTENCES = Path(__file__).with_name("sentences.txt")
FIXTURES = sorted(Path(__file__).parents[2].glob("fixtures/cases-*.json"))


def said(reading):
    """“more-than 660,000,000,000 CNY”, “range 10 to 20 banks”."""
    ends = [end for end in (reading.value, reading.upper_value) if end is not None]
    numbers = " to ".join(f"{end.normalize():,f}" for end in ends)
    return f"{reading.comparator} {numbers} {reading.unit}".rstrip()


def sentences():
    for line in SENTENCES.read_text().splitlines():
        text, arrow, figures = line.partition(" →")
        if arrow and not line.startswith("#"):
            yield text, figures.strip().split("; ") if figures else []


@pytest.mark.parametrize(("text", "figures"), sentences())
def test_a_sentence_says_its_figures_and_nothing_else(text, figures):
    assert [said(reading) for reading in readings(text)] == figures


def test_a_reading_knows_its_place_in_the_text():
    text = "截至２０１９年，逾６，６００亿元；more than 20 banks"
    first, second = readings(text)
    assert text[first.start : first.end] == "６，６００亿元"
    assert text[second.start : second.end] == "20"


# What the register's own figures say of their quotes: an approved sum is a ceiling, and a forecast
# is about right; the sentence itself says neither.
OWN_COMPARATOR = {"approved-issuance-limit", "new-firms-year", "tax-added-year"}


def quoted_figures():
    for path in FIXTURES:
        for record in json.loads(path.read_text()):
            fields = record["fields"]
            if record["model"] == "cases.figure" and fields.get("quote"):
                yield pytest.param(fields, id=f"{fields['edition'][0]}-{fields['metric'][0]}")


@pytest.mark.parametrize("fields", quoted_figures())
def test_every_figure_of_the_article_is_read_in_its_quote(fields):
    values = {name: Decimal(fields[name]) for name in ("value", "upper_value") if fields.get(name)}
    figure = Figure(comparator=fields["comparator"], **values)
    if fields["metric"][0] in OWN_COMPARATOR:
        figure.comparator = Figure.Comparator.EXACTLY
    assert refusal(fields["quote"], figure, unit="") == ""


VALUES = ["1", "12.5", "1300", "190000", "3900000000", "660000000000", "123456789.43"]


@pytest.mark.parametrize("comparator", wording.COMPARATORS)
@pytest.mark.parametrize("value", VALUES)
def test_the_words_that_readers_see_are_read_back_as_the_figure(comparator, value):
    figure = Figure(comparator=comparator, value=Decimal(value))
    assert refusal(wording.stated(figure, "CNY"), figure, "CNY") == ""


@pytest.mark.parametrize("value", VALUES)
def test_the_chinese_scale_is_read_back_as_the_value(value):
    *_english, chinese = scales(Decimal(value))
    assert [reading.value for reading in readings(f"约{chinese}元")] == [Decimal(value)]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("as of August 5, 2019", ["2019-08-05"]),
        ("as of 5 August 2019", ["2019-08-05"]),
        ("as of the 5th of August 2019", ["2019-08-05"]),
        ("as of June 2019", ["2019-06"]),
        ("on 2019-10-24", ["2019-10-24"]),
        ("In 2018, 300 firms joined", ["2018"]),
        ("By the end of 2018", ["2018-12"]),
        ("by the end of June 2018", ["2018-06"]),
        ("in the third quarter of 2019", ["2019-07/2019-09"]),
        ("Q1 2019", ["2019-01/2019-03"]),
        ("the first half of 2019", ["2019-01/2019-06"]),
        ("autumn 2019", ["2019-23"]),
        ("since April 2018", ["2018-04/.."]),
        ("from 2016–2018", ["2016/2018"]),
        ("launched in April 2018, and by 9 Oct 2019 it", ["2018-04", "2019-10-09"]),
        ("截至2019年8月5日", ["2019-08-05"]),
        ("截至２０１９年８月５日", ["2019-08-05"]),
        ("二〇一九年十月二十四日", ["2019-10-24"]),
        ("2019年6月", ["2019-06"]),
        ("2019年6月份", ["2019-06"]),
        ("2018年度报告", ["2018"]),
        ("2018年底", ["2018-12"]),
        ("2019年末", ["2019-12"]),
        ("2019年上半年", ["2019-01/2019-06"]),
        ("2019年第三季度", ["2019-07/2019-09"]),
        ("2019年秋", ["2019-23"]),
        ("自2016年以来", ["2016/.."]),
        ("2018年4月上线，2019年10月超过", ["2018-04", "2019-10"]),
        ("in 2012–13", []),  # two years, or a month?
        ("2019-02-31", []),
        ("09/10/2019", []),  # the day before the month, or after it?
        ("2016年至2018年", ["2016/2018"]),
        ("more than 2000 services", []),
        ("2000多家", []),
        ("18年来，十月怀胎", []),
        ("On October 24", []),
        ("10月24日", []),
    ],
)
def test_a_sentence_says_its_dates(text, dates):
    assert [day.edtf for day in dated(text)] == dates


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("launched on June 22, and on June 28, 2019", ["June 22"]),
        ("10月24日下午，2019年10月25日", ["10月24日"]),
        ("as of June 2019", []),
    ],
)
def test_a_day_without_a_year_is_named_and_its_year_not_guessed(text, days):
    assert yearless(text) == days


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("more than 20 banks", "en"),
        ("已超过6600亿元 (RMB)", "zh-Hans"),
        ("已超過六千六百億元", "zh-Hant"),
        ("6600", ""),
        ("", ""),
    ],
)
def test_the_language_of_a_quote_is_told_by_its_script(text, language):
    assert quotes.language(text) == language


@pytest.mark.parametrize(
    ("value", "scales"),
    [
        ("660000000000", "660,000,000,000 = 660 billion = 6,600亿"),
        ("3900000000", "3,900,000,000 = 3.9 billion = 39亿"),
        ("1200000000000", "1,200,000,000,000 = 1.2 trillion = 1.2万亿"),
        ("12000000", "12,000,000 = 12 million = 1,200万"),
        ("190000", "190,000 = 19万"),
        ("1300", "1,300"),
        ("12.5", "12.5"),
        ("0", "0"),
        ("-12", "-12"),
        ("1145.0000", "1,145"),
        ("123456789.4321", "123,456,789.4321 = 1.234567894321亿"),
        ("660000000001", "660,000,000,001 = 6,600.00000001亿"),
    ],
)
def test_a_value_is_written_in_both_scales_and_never_rounded(value, scales):
    assert quotes.in_scales(Decimal(value)) == scales


@pytest.mark.parametrize(
    ("text", "metric", "offers"),
    [
        (
            "截至2019年10月24日已超过6600亿元",
            None,
            [("more than CNY 660 billion = 6,600亿, as of 24 October 2019", "")],
        ),
        ("nearly 1,300 projects", None, [("nearly 1,300 projects", "")]),
        ("tens of millions", None, [("on the order of 10 million = 1,000万–1亿", "")]),
        ("10–20 billion yuan", None, [("CNY 10 billion to 20 billion = 100亿–200亿", "")]),
        (
            "平台2018年4月上线，交易额超过3600亿元",
            None,
            [("more than CNY 360 billion = 3,600亿", ""), ("as of April 2018", "")],
        ),
        ("launched in June 2019 with 9 firms", None, [("9 firms", ""), ("as of June 2019", "")]),
        ("since April 2018, 12%", None, [("12%, since April 2018", "")]),
        ("as of June 2019", None, [("as of June 2019", "")]),
        (
            "launched in 2017, by 2018 20 banks",
            None,
            [("20 banks", ""), ("as of 2017", ""), ("as of 2018", "")],
        ),
        (
            "39亿元",
            "invoices",
            [("CNY 3.9 billion = 39亿", "The metric counts invoices, the quote says CNY.")],
        ),
        ("US$5", "CNY", [("USD 5", "The metric counts CNY, the quote says USD.")]),
        (
            "12个百分点",
            "%",
            [("12 percentage points", "The metric counts %, the quote says percentage points.")],
        ),
        (
            "9 firms",
            "companies",
            [("9 firms", "The metric counts companies, the quote says firms.")],
        ),
        ("9 a day", "invoices a day", [("9", "")]),
        (
            "每天9张",
            "invoices",
            [("9 张 a day", "The metric counts invoices, the quote says 张 a day.")],
        ),
        ("9张", "invoices", [("9 张", "")]),
        ("9 transactions per day", "transactions a day", [("9 transactions a day", "")]),
    ],
)
def test_a_form_offers_what_a_quote_says(text, metric, offers):
    found = quotes.proposals(text, metric and Metric(unit=metric))
    assert [(offer["words"], offer.get("warning", "")) for offer in found] == offers


def test_both_scales_are_shown_to_an_editor_who_works_in_chinese():
    with in_language("zh-hans"):
        [offer] = quotes.proposals("已超过6600亿元")
    assert offer["words"].endswith(" = 660 billion")


def test_an_offer_fills_the_inputs_of_a_figure():
    [offer] = quotes.proposals("between 1,300 and 2,600.5 firms in 2018")
    assert offer["values"] == {
        "comparator": "range",
        "value": "1300",
        "upper_value": "2600.5",
        "as_of": "2018",
    }


HOSTILE = (
    "9|亿|百|一|几|第|年| |a|-|\n|\0|\ud800|\u202e9|9,|1,111|1.1|1 |1-|1+|(1|一点|分之|百分之|12月"
    "|2018 |2018年|more than |million |one hundred |tens of |half a |May |since the end of |US$"
).split("|")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_long_hostile_text_is_read_to_its_end(text):
    long = text * (20_000 // len(text))
    readings(long), dated(long), quotes.language(long)


def test_a_figure_is_found_in_ten_thousand_characters():
    long = "Nothing here. " * 400 + "more than 20 banks. " + "什么也没有。" * 800
    assert [said(reading) for reading in readings(long)] == ["more-than 20 banks"]


@pytest.mark.parametrize("text", ["9" * 16, "1" + "0" * 18, "亿" * 30, "9" * 50 + "亿元"])
def test_a_number_that_a_figure_cannot_hold_is_not_offered(text):
    assert readings(text) == []
