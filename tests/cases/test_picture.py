"""The picture that goes with a link: whose it is, and that what is not public has none."""

import re

import pytest
from resvg_py import svg_to_bytes

from cases.charts import card
from cases.visibility import State
from tests.factories import EditionFactory, FigureFactory


@pytest.fixture
def drawn(monkeypatch):
    """The drawings of which pictures were made."""
    made = []

    def keep(svg, zoom):
        made.append(re.sub(r"\s*<.*?>\s*", "|", svg, flags=re.DOTALL))
        return svg_to_bytes(svg_string=svg, zoom=zoom)

    monkeypatch.setattr(card, "png", keep)
    return made


@pytest.fixture
def case(db):
    edition = EditionFactory(case__slug="loans", title="Loans & credit")
    FigureFactory(
        edition=edition,
        metric__name="Volume",
        source__publisher="Xinhua",
        comparator="more-than",
        dispute="The bank says 360.",
    )
    return edition


def test_a_case_has_a_picture_with_its_title_and_its_first_figure(client, case, drawn):
    picture = client.get("/cases/loans/picture.png")
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/png")
    assert picture.content.startswith(b"\x89PNG")
    for words in (
        "|Loans &amp; credit|",
        "|more than CNY 660 billion|",
        "|Volume, as of 2019|",
        "|Xinhua, disputed by other sources|",
    ):
        assert words in drawn[0]


def test_a_case_without_a_figure_says_so_on_its_picture(client, db, drawn):
    EditionFactory(case__slug="bare")
    client.get("/cases/bare/picture.png")
    assert "|No source states a figure for this case.|" in drawn[0]


def test_a_title_of_any_length_or_script_is_drawn(client, db):
    EditionFactory(case__slug="long", title="区块链电子发票 " * 15)
    assert client.get("/cases/long/picture.png").status_code == 200


@pytest.mark.parametrize(
    ("state", "status"), [(State.DRAFT, 404), (State.SUBMITTED, 404), (State.WITHDRAWN, 410)]
)
def test_what_is_not_public_has_no_picture(client, db, state, status):
    EditionFactory(case__slug="secret", state=state)
    page = client.get("/cases/secret/picture.png")
    assert (page.status_code, page.content[:4] == b"\x89PNG") == (status, False)


@pytest.mark.parametrize("path", ["/cases/loans/", "/cases/loans/figures/volume/"])
def test_pages_tell_those_who_show_links_where_the_picture_is(client, case, path):
    case.figures.update(key="volume")
    page = client.get(path).content.decode()
    assert '<meta property="og:image" content="http://testserver/cases/loans/picture.png">' in page
    assert "Loans &amp; credit" in re.search('property="og:title" content="(.*?)"', page)[1]
