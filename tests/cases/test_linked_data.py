"""What a page tells machines: in the words of schema.org, and nothing that could run."""

import json
import re
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cases import linked_data
from cases.models import Figure, Metric
from cases.visibility import State
from tests.factories import (
    DraftFactory,
    EditionFactory,
    FigureFactory,
    OrganisationFactory,
    ParticipationFactory,
)

VOCABULARY = json.loads((Path(__file__).parent.parent / "schema_org.json").read_text())
PLAIN = {  # which plain values JSON has for which types
    str: {"Text", "URL", "Date", "DateTime"},
    bool: {"Boolean"},
    int: {"Number", "Integer", "Text"},
    float: {"Number"},
}


@pytest.fixture
def figure(db):
    edition = EditionFactory(case__slug="loans", title="Loans", direction__slug="economy")
    source = edition.references.get().source
    organisation = OrganisationFactory(slug="bank", note="A bank.", place="Beijing")
    organisation.names.create(name="银行", language="zh-Hans", kind="official")
    ParticipationFactory(edition=edition, organisation=organisation)
    return FigureFactory(
        edition=edition,
        key="volume",
        comparator="more-than",
        metric__name="Volume",
        metric__definition="All of it.",
        quote="6600亿",
        quote_language="zh-Hans",
        source=source,
    )


def nodes(page):
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.content.decode())
    assert len(found) == 1
    data = json.loads(found[0])
    assert data["@context"] == "https://schema.org"
    return data["@graph"]


def faults(node):
    """What in a node, or under it, schema.org does not have."""
    kinds = set(VOCABULARY["types"][node["@type"]])
    for name, values in node.items():
        if name in ("@type", "@id"):
            continue
        known = VOCABULARY["properties"][name]
        if not kinds & set(known["of"]):
            yield f"{node['@type']} has no {name}"
        for value in values if isinstance(values, list) else [values]:
            is_node = isinstance(value, dict)
            can_be = VOCABULARY["types"][value["@type"]] if is_node else PLAIN[type(value)]
            if not set(can_be) & set(known["is"]):
                yield f"{name} of {node['@type']} cannot be {value}"
            if is_node:
                yield from faults(value)


@pytest.mark.parametrize(
    ("path", "kinds"),
    [
        ("/cases/loans/", ["Dataset", "BreadcrumbList"]),
        ("/cases/loans/figures/volume/", ["Claim", "BreadcrumbList"]),
        ("/organisations/bank/", ["Organization", "BreadcrumbList"]),
        ("/directions/economy/", ["BreadcrumbList"]),
        ("/about/data/", ["Dataset"]),
    ],
)
def test_pages_speak_the_words_of_schema_org(client, figure, path, kinds):
    found = nodes(client.get(path))
    assert [node["@type"] for node in found] == kinds
    assert [fault for node in found for fault in faults(node)] == []


def test_a_word_that_schema_org_does_not_have_would_be_found():
    odd = linked_data.node("Claim", contentUrl="https://example.org")
    wrong = linked_data.node("Claim", name=linked_data.node("Organization", name="Bank"))
    assert list(faults(odd)) == ["Claim has no contentUrl"]
    assert len(list(faults(wrong))) == 1


def test_a_figure_is_a_claim_that_its_source_makes(client, figure):
    claim, crumbs = nodes(client.get("/cases/loans/figures/volume/"))
    assert claim["name"] == "Volume: more than CNY 660 billion, as of 2019"
    assert (claim["text"], claim["inLanguage"]) == ("6600亿", "zh-Hans")
    assert claim["url"] == "http://testserver/cases/loans/figures/volume/"
    assert claim["appearance"]["publisher"]["name"] == figure.source.publisher
    assert claim["about"] == {
        "@type": "Observation",
        "name": "Volume",
        "description": "All of it.",
        "unitText": "CNY",
        "observationDate": "2019",
        "minValue": 660_000_000_000,
    }
    assert [item["name"] for item in crumbs["itemListElement"]][1:] == [
        "Loans",
        "more than CNY 660 billion",
    ]


@pytest.mark.parametrize("path", ["/cases/loans/figures/volume/", "/cases/loans/"])
def test_a_claim_that_is_disputed_says_who_says_otherwise(client, figure, path):
    figure.dispute = "The bank’s deputy head said more than 360 billion."
    figure.save()
    page = nodes(client.get(path))[0]
    [claim] = page.get("hasPart", [page])
    assert claim["description"] == f"Disputed: {figure.dispute}"
    assert list(faults(page)) == []


@pytest.mark.parametrize(
    ("comparator", "upper", "values"),
    [
        ("exactly", None, {"value": 6}),
        ("about", None, {"value": 6}),
        ("at-least", None, {"minValue": 6}),
        ("up-to", None, {"maxValue": 6}),
        ("less-than", None, {"maxValue": 6}),
        ("range", 8, {"minValue": 6, "maxValue": 8}),
    ],
)
def test_what_a_source_leaves_open_stays_open(comparator, upper, values):
    figure = Figure(
        metric=Metric(name="Volume", unit="CNY"),
        comparator=comparator,
        value=Decimal(6),
        upper_value=upper and Decimal(upper),
        as_of="2019?-06",
    )
    found = linked_data.observation(figure)
    shared = {"@type": "Observation", "name": "Volume", "unitText": "CNY"}
    assert found == shared | values  # an uncertain date is none that schema.org could read


def test_no_text_can_end_the_block_or_begin_another(client, figure):
    figure.quote = "</script><script>alert(1)</script><!-- & \u2028"
    figure.save()
    page = client.get("/cases/loans/figures/volume/")
    assert nodes(page)[0]["text"] == figure.quote
    assert "<script>alert" not in page.content.decode()


def test_a_preview_tells_machines_nothing(editor, db):
    DraftFactory(case__slug="plan")
    assert b"ld+json" not in editor.get("/cases/plan/preview/").content


def locations(answer):
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    return [each.text for each in ElementTree.fromstring(answer.content).iter(f"{space}loc")]


def test_sitemaps_list_what_is_published(client, figure):
    DraftFactory(case__slug="plan")
    EditionFactory(case__slug="gone", state=State.WITHDRAWN)
    site = "http://testserver"
    index = locations(client.get("/sitemap.xml"))
    assert f"{site}/sitemap-figures.xml" in index
    assert f"{site}/sitemap-editions.xml" not in index
    listed = {name: locations(client.get(f"/sitemap-{name}.xml")) for name in ["cases", "figures"]}
    assert listed == {
        "cases": [f"{site}/cases/loans/"],
        "figures": [f"{site}/cases/loans/figures/volume/"],
    }
    editions = locations(client.get("/sitemap-editions.xml"))
    assert editions == [f"{site}/cases/loans/editions/1/"]


def test_every_address_in_a_sitemap_is_a_page_with_itself_as_canonical(client, figure):
    for sitemap in locations(client.get("/sitemap.xml")):
        for address in locations(client.get(sitemap)):
            page = client.get(address)
            assert page.status_code == 200
            assert f'<link rel="canonical" href="{address}">' in page.content.decode()
            assert "noindex" not in page.content.decode()


def test_robots_are_told_where_the_sitemap_is(client, db):
    page = client.get("/robots.txt")
    assert page["Content-Type"] == "text/plain; charset=utf-8"
    assert "Sitemap: http://testserver/sitemap.xml" in page.content.decode()
    assert "Disallow: /admin/" in page.content.decode()


def test_an_earlier_edition_names_the_current_page_as_canonical(client, figure):
    figure.edition.case.editions.update(
        state=State.SUPERSEDED, superseded_at=figure.edition.published_at
    )
    EditionFactory(case=figure.edition.case, number=2)
    html = client.get("/cases/loans/editions/1/figures/volume/").content.decode()
    assert 'rel="canonical" href="http://testserver/cases/loans/figures/volume/"' in html
    assert 'content="noindex"' in html


def test_a_page_that_is_not_there_has_no_canonical_address(client, db):
    assert b"canonical" not in client.get("/nothing/").content
