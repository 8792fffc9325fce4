"""One table of questions that both databases answer alike, and how words are read."""

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import publishing, search
from cases.filters import CaseFilter
from cases.index import writing
from cases.models import Edition
from cases.search import backends
from cases.search.marking import excerpt, marked
from cases.search.words import Term, indexed, terms
from cases.visibility import State
from tests.cards import titles
from tests.factories import (
    DraftFactory,
    EditionFactory,
    FieldFactory,
    FigureFactory,
    OrganisationFactory,
    ParticipationFactory,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Electronic Invoices", ["electronic", "invoice"]),
        ("Companies’ glass status", ["company", "glass", "status"]),
        ("Ｘｉｏｎｇ’ａｎ Café", ["xiongan", "cafe"]),
        ("区块链", ["区块", "块链", "区", "块", "链"]),
        ("链app", ["app", "链"]),
        ("1+7+C, 12%", ["1", "7", "c", "12"]),
        ("\x00*\"'()", []),
        ("", []),
    ],
)
def test_words_are_indexed_folded_and_chinese_by_pairs_and_characters(text, words):
    assert indexed(text) == words


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("tax", [Term(("tax",), prefix=True)]),
        ("tax ", [Term(("tax",))]),
        ("tax bureau", [Term(("tax",)), Term(("bureau",), prefix=True)]),
        ("“letters of credit”", [Term(("letter", "of", "credit"))]),
        ('bank "letter of credit"', [Term(("letter", "of", "credit")), Term(("bank",))]),
        (
            "that tax thing in Shenzhen",
            [Term(("tax",)), Term(("thing",)), Term(("shenzhen",), True)],
        ),
        ("the", [Term(("the",), prefix=True)]),
        ("区块链", [Term(("区块", "块链"))]),
        ("链", [Term(("链",))]),
        ("NEAR OR *", [Term(("near",), prefix=True)]),
        ("c\"'*(", [Term(("c",), prefix=True)]),
    ],
)
def test_a_question_is_read_as_terms_that_all_have_to_be_found(question, asked):
    assert terms(question) == asked


@pytest.fixture
def register(db):
    """Invoices of Shenzhen and Tencent, fruit traced in Gansu, loans of CZBank."""
    invoice = EditionFactory(
        title="Electronic invoice",
        summary="Shenzhen’s tax bureau issues invoices on a chain.",
        place="Shenzhen, Guangdong",
    )
    fruit = EditionFactory(
        title="Tianshui Chain", summary="Fruit is traced.", body="A 区块链 of apples."
    )
    fruit.fields.add(FieldFactory(name="Product tracing", also_called="溯源"))
    loans = EditionFactory(title="Loans", summary="Letters of credit for small firms. A tax note.")
    bank = OrganisationFactory(name="China Zheshang Bank")
    bank.names.create(name="CZBank", kind="translation")
    ParticipationFactory(edition=loans, organisation=bank)
    ParticipationFactory(edition=invoice, organisation__name="Tencent")
    FigureFactory(edition=loans, metric__name="Transaction volume", about="forfaiting")
    DraftFactory(title="Invoice of tomorrow")
    EditionFactory(title="Invoice of yesterday", state=State.WITHDRAWN)
    writing.rebuild()


@pytest.mark.parametrize(
    ("question", "in_order"),
    [
        ("invoice", ["Electronic invoice"]),
        ("INVOICES", ["Electronic invoice"]),
        ("invo", ["Electronic invoice"]),
        ("that tax thing in shenzhen", ["Electronic invoice"]),
        ("tax", ["Loans", "Electronic invoice"]),
        ("chain", ["Tianshui Chain", "Electronic invoice"]),
        ("溯源", ["Tianshui Chain"]),
        ("源", ["Tianshui Chain"]),
        ("块链", ["Tianshui Chain"]),
        ("czbank", ["Loans"]),
        ("ｃｚｂａｎｋ", ["Loans"]),
        ("zheshang", ["Loans"]),
        ("volume forfaiting", ["Loans"]),
        ("“letters of credit”", ["Loans"]),
        ("“credit of letters”", []),
        ("guangdong tencent", ["Electronic invoice"]),
        ("nothinglikeit", []),
        ("invoice nothinglikeit", ["Electronic invoice"]),
    ],
)
def test_a_search_finds_published_cases_title_first(client, register, question, in_order):
    assert titles(client.get("/cases/", {"q": question})) == in_order


def test_words_that_no_case_has_are_left_out_and_named(client, register):
    page = client.get("/cases/", {"q": "invoice quincunx"}).content.decode()
    assert "No case has “quincunx”; these have the other words." in page


def test_found_words_are_marked_and_an_excerpt_says_where(client, register):
    page = client.get("/cases/", {"q": "invoices"}).content.decode()
    assert "Electronic <mark>invoice</mark>" in page
    page = client.get("/cases/", {"q": "czbank"}).content.decode()
    assert '<p class="excerpt">China Zheshang Bank, <mark>CZBank</mark></p>' in page


def test_a_search_without_hits_offers_the_nearest_names(client, register):
    page = client.get("/cases/", {"q": "Tencnet Teh"})
    assert page.context["page_obj"].paginator.count == 0
    assert page.context["nearest"] == ["Tencent"]


def test_a_search_whose_words_never_meet_offers_cases_with_some_of_them(client, register):
    page = client.get("/cases/", {"q": "fruit tencent"})
    assert set(titles(page)) == {"Electronic invoice", "Tianshui Chain"}


def test_the_cases_with_most_of_the_words_are_offered_first(client, db):
    for title in ("Fruit", "Fruit chain", "Tax", "Fruit chain tax", "Loan"):
        EditionFactory(title=title, place="Gansu" if title == "Fruit" else "Shenzhen")
    sought = {"q": "tax fruit chain loan"}
    assert titles(client.get("/cases/", sought)) == ["Fruit chain tax", "Fruit chain", "Loan"]
    assert titles(client.get("/cases/", sought | {"place": "Gansu"})) == ["Fruit"]


def found(question):
    asked = search.ask(question)
    return [edition.title for edition in search.found(Edition.objects.published(), asked)]


def test_what_is_published_is_found_at_once_and_what_it_replaced_no_longer(register):
    draft = publishing.open_edition(Edition.objects.get(title="Loans").case)
    draft.title, draft.change_note = "Advances", "A better name."
    draft.save()
    assert (found("loans"), found("advances")) == (["Loans"], [])
    publishing.publish(draft)
    assert (found("loans"), found("advances")) == ([], ["Advances"])
    publishing.withdraw(draft, "Wrong.")
    assert found("advances") == []


def test_an_organisations_new_name_is_found_once_it_is_saved(register):
    bank = Edition.objects.get(title="Loans").participations.get().organisation
    bank.names.create(name="Merchants of Zhejiang", kind="official")
    assert found("merchants") == ["Loans"]
    bank.name = "Zheshang"
    bank.save()
    assert found("“china zheshang bank”") == []


def test_the_index_can_be_made_anew(register, capsys):
    backends.clear()
    assert found("invoice") == []
    call_command("rebuild_index")
    assert found("invoice") == ["Electronic invoice"]
    assert "3 published editions stand in the index." in capsys.readouterr().out


def test_marking_escapes_what_editors_wrote():
    asked = terms("bold chain")
    assert marked("<b>Bold</b> & chains 区块链", asked) == (
        "&lt;b&gt;<mark>Bold</mark>&lt;/b&gt; &amp; <mark>chains</mark> 区块链"
    )
    assert marked("区块链溯源", terms("溯源")) == "区块链<mark>溯源</mark>"
    assert (
        excerpt(["No hit here. **Chains** are here.", "x"], asked)
        == "<mark>Chains</mark> are here."
    )


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("company", "Two Companies trade.", "Two <mark>Companies</mark> trade."),
        ("companies", "A company trades.", "A <mark>company</mark> trades."),
        ("xiongan", "In Xiong'an it runs.", "In <mark>Xiong&#x27;an</mark> it runs."),
        ("cafe", "A Café pays.", "A <mark>Café</mark> pays."),
        ("pay", "A café payer.", "A café <mark>payer</mark>."),
        ("a", "It is a bank.", "It is <mark>a</mark> bank."),
        ("tamarind", "Nothing of the kind.", ""),
    ],
)
def test_an_excerpt_has_a_word_however_it_is_spelled(question, text, found):
    assert excerpt(["Not here.", text], terms(question)) == found


@pytest.mark.parametrize(
    "question",
    [
        '"',
        "“",
        "AND OR NOT NEAR *",
        "c\"'*(",
        "\\",
        "a:b",
        "-x",
        "^x",
        "{title}:x",
        "x" * 200,
        "%",
        "!",
    ],
)
def test_no_question_is_an_error(client, register, question):
    assert client.get("/cases/", {"q": question}).status_code == 200
    assert client.get("/suggest/", {"q": question}).status_code == 200


@pytest.mark.parametrize("question", ["tax\x00", "x" * 100_000])
def test_a_question_that_cannot_be_read_is_refused_with_a_sentence(client, register, question):
    page = client.get("/cases/", {"q": question})
    assert page.status_code == 400
    assert "We did not understand this address" in page.content.decode()


@settings(
    max_examples=500,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    name=st.sampled_from([*CaseFilter.base_filters, "case", "anything"]),
    value=st.text(max_size=60),
    path=st.sampled_from(["/cases/", "/cases/compare/", "/cases/export/json/", "/suggest/"]),
)
def test_no_address_is_an_error(client, register, path, name, value):
    assert client.get(path, {name: value}).status_code in (200, 400)


@pytest.mark.parametrize("question", ["title", "front", "fr"])
def test_how_words_are_written_is_not_found_among_them(client, db, question):
    EditionFactory(title="Invoices", summary="Paid.")
    assert titles(client.get("/cases/", {"q": question})) == []
