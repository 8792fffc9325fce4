"""The index says of the published editions what the database would say, only sooner."""

import itertools

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases import publishing
from cases.facets import boxes
from cases.facets.figures import figures
from cases.filters import CaseFilter, FigureFilter
from cases.index import bits, whole_pages, writing
from cases.index.bits import Index, bits_of
from cases.index.cards import cards
from cases.index.pages import ByRelevance, Newest
from cases.models import Case, Drawing, Edition, Entry, Organisation, Posting, Standing
from cases.search.words import terms
from tests.boxes import opened
from tests.cards import titles
from tests.factories import (
    DirectionFactory,
    DraftFactory,
    EditionFactory,
    FigureFactory,
    OrganisationFactory,
    ParticipationFactory,
)

CHOICES = ["direction=real-economy", "role=operator", "kind=bank", "reports=money"]
CHOICES += ["launched=not-stated", "organisation=tencent", "stage=operating", "reports=recent"]
CHOICES += ["together=tencent:shenzhen-taxation-bureau", "part=tencent:technology", "q=blockchain"]


@pytest.fixture
def register(db):
    call_command("load_register", verbosity=0)


@pytest.fixture
def loans(db):
    """Twenty cases, of which the title, the summary or the text of some speak of loans."""
    direction, bank = DirectionFactory(), OrganisationFactory()
    texts = [{"title": "A loan"}, {"summary": "Of loans."}, {"body": "Loan."}, {}]
    for number in range(20):
        made = EditionFactory(direction=direction, **texts[number % 4])
        ParticipationFactory(edition=made, organisation=bank)
    writing.rebuild()


def filterset(query, made_by=CaseFilter):
    found = made_by(QueryDict(opened(query)), Edition.objects.published())
    assert found.refusals == []
    return found


def counted(filterset):
    return {box.name: [(v.value, v.label, v.cases) for v in box.values] for box in boxes(filterset)}


class Asking(CaseFilter):
    """The same with every count asked of the database."""

    def counted_in_index(self, facet):
        return None


def test_counts_in_the_index_are_those_of_the_database(register):
    for choice in ["", *map("&".join, itertools.combinations(CHOICES, 2))]:
        found, asked = filterset(choice), filterset(choice, Asking)
        assert (choice, counted(found)) == (choice, counted(asked))
        assert (choice, len(found.entries)) == (choice, asked.qs.count())


class AskingOfFigures(FigureFilter):
    """The same with every count of figures asked of the database."""

    def counted_in_index(self, facet):
        return None


OF_FIGURES = ["direction=real-economy", "direction=livelihood", "modality=forecast", "kind=total"]
OF_FIGURES += ["year=2018&year=2019", "year=not-stated", "disputed=yes", "unit=CNY"]


def figure_filterset(query, made_by=FigureFilter):
    found = made_by(QueryDict(opened(query, made_by)), figures())
    assert found.refusals == []
    return found


def test_counts_of_figures_are_those_of_the_database(register):
    case = Edition.objects.published().get(case__slug="electronic-invoice").case
    draft = publishing.open_edition(case)
    draft.change_note = "The same again."
    draft.save()
    publishing.publish(draft)
    for choice in ["", *OF_FIGURES, *map("&".join, itertools.combinations(OF_FIGURES, 2))]:
        found, asked = figure_filterset(choice), figure_filterset(choice, AskingOfFigures)
        assert (choice, counted(found)) == (choice, counted(asked))
        assert (choice, found.number) == (choice, asked.matching().count())
        assert (choice, sorted(found.metrics())) == (choice, sorted(asked.metrics_counted()))
        assert (choice, sorted(found.left().values_list("pk"))) == (
            choice,
            sorted(asked.matching().values_list("pk")),
        )


LISTS = "", "direction=real-economy", "q=blockchain"


def holding_few_values(monkeypatch):
    monkeypatch.setattr(bits, "HELD", 3)
    bits.forget()
    cache.clear()


@pytest.mark.parametrize("looked_at", [2, 100])
def test_counts_are_exact_where_memory_holds_few_values(register, monkeypatch, looked_at):
    monkeypatch.setattr(bits, "LOOKED_AT", looked_at)
    monkeypatch.setattr("cases.facets.indexed.FEWER", 40)
    complete = [counted(filterset(choice)) for choice in LISTS]
    holding_few_values(monkeypatch)
    assert [counted(filterset(choice)) for choice in LISTS] == complete
    for case in Case.objects.filter(editions__in=Edition.objects.published())[:6]:
        draft = publishing.open_edition(case)
        draft.change_note = "The same again."
        draft.save()
        publishing.publish(draft)
        assert [counted(filterset(choice)) for choice in LISTS] == complete


def test_a_part_of_a_long_list_tells_which_values_are_shown_but_not_their_counts(
    register, monkeypatch
):
    complete = [counted(filterset(choice))["organisation"] for choice in LISTS]
    holding_few_values(monkeypatch)
    monkeypatch.setattr(bits, "LOOKED_AT", 2)
    monkeypatch.setattr("cases.facets.indexed.FEWER", 2)
    for choice, values in zip(LISTS, complete, strict=True):
        shown = counted(filterset(choice))["organisation"]
        assert (choice, len(shown), set(shown) < set(values)) == (choice, 2, True)


def test_a_box_that_leaves_values_out_says_so(client, register, monkeypatch):
    said = "These are among the commonest."
    shown = client.get("/cases/?open=organisation").text.count(said)
    holding_few_values(monkeypatch)
    assert (shown, client.get("/cases/?open=organisation").text.count(said)) == (0, 1)


def test_a_page_reads_a_bitmap_that_memory_does_not_hold_once(client, register, monkeypatch):
    holding_few_values(monkeypatch)
    Index.now()
    rare = Posting.objects.filter(facet="organisation", cases=1).order_by("value").last()
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/organisations/{rare.value}/")
    assert len([q for q in asked if '"cases_posting"."bits"' in q["sql"]]) == 1


def test_who_is_withdrawn_while_a_list_is_counted_is_not_named(client, register, monkeypatch):
    holding_few_values(monkeypatch)
    rare = Posting.objects.filter(facet="organisation", cases=1).order_by("value").last()
    partner = Organisation.objects.get(slug=rare.value)
    edition = Edition.objects.published().get(participations__organisation=partner)
    labels = Index.labels

    def withdraw_first(index, facet, values):
        if Edition.objects.published().contains(edition):
            publishing.withdraw(edition, reason="Its source was a forgery.")
        return labels(index, facet, values)

    monkeypatch.setattr(Index, "labels", withdraw_first)
    shown = counted(filterset(f"direction={edition.direction.slug}"))["organisation"]
    assert not Edition.objects.published().contains(edition)
    assert partner.slug not in [value for value, _label, _cases in shown]


def test_all_values_are_shown_where_they_are_too_few_for_a_page(client, db, monkeypatch):
    busy = OrganisationFactory(slug="busy")
    editions = [ParticipationFactory(organisation=busy).edition for _number in range(12)]
    for edition, name in zip(editions[:3], ["Alpha", "Beta", "Gamma"], strict=True):
        ParticipationFactory(edition=edition, organisation__name=name)
    holding_few_values(monkeypatch)
    monkeypatch.setattr(bits, "LOOKED_AT", 5)
    page = client.get("/organisations/busy/")
    assert [partner.name for partner in page.context["partners"]] == ["Alpha", "Beta", "Gamma"]


def test_the_whole_list_shows_as_many_values_after_all_were_written_anew(db, monkeypatch):
    monkeypatch.setattr(bits, "HELD", 50)  # above the 20 that a page shows then
    direction = DirectionFactory()
    for _number in range(60):
        ParticipationFactory(edition__direction=direction)
    writing.rebuild()
    assert len(counted(filterset(""))["organisation"]) == 20
    direction.title = "Another"
    direction.save()
    assert len(counted(filterset(""))["organisation"]) == 20


def written():
    """The whole index, with editions instead of serials, which count on."""
    whole_pages.draw_missing()
    entries = {e.serial: e for e in Entry.objects.select_related("drawing").order_by("serial")}
    return {
        "entries": [
            (
                e.edition_id,
                e.drawing.card,
                e.drawing.texts,
                sorted(e.values),
                sorted(e.long_values.split()),
                sorted(e.parts),
            )
            for e in entries.values()
        ],
        "postings": {
            (p.facet, p.value, p.label): {
                bit if p.facet.startswith("figure:") else entries[bit].edition_id
                for bit in bits_of(p.bits)
            }
            for p in Posting.objects.filter(cases__gt=0)
        },
        "standings": {
            s.pk: (s.counts, s.directions, s.roles, s.cases)
            for s in Standing.objects.filter(cases__gt=0)
        },
    }


def test_what_changes_leave_is_what_making_the_index_anew_makes(register):
    loans = publishing.open_edition(
        Edition.objects.published().get(case__slug="ccb-trade-finance").case
    )
    loans.direction, loans.change_note = DirectionFactory(slug="trade", number=9), "Elsewhere."
    loans.save()
    loans.participations.all()[0].delete()
    publishing.publish(loans)
    publishing.withdraw(Edition.objects.published().get(case__slug="electronic-invoice"), "Wrong.")
    tencent = Organisation.objects.get(slug="tencent")
    tencent.name, tencent.slug = "Tencent Holdings", "tencent-holdings"
    tencent.save()
    left = written()
    writing.rebuild()
    assert written() == left


def test_every_posting_says_how_many_entries_it_has(loans):
    publishing.withdraw(Edition.objects.published().first(), "Wrong.")
    for posting in Posting.objects.all():
        assert posting.cases == len(bits_of(posting.bits))


def test_a_refused_publication_leaves_the_index_as_it_was(loans, monkeypatch):
    before = written()
    draft = publishing.open_edition(Edition.objects.published().first().case)
    draft.change_note = "Better."
    draft.save()
    monkeypatch.setattr(writing.Writing, "write_standings", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        publishing.publish(draft)
    assert written() == before


def test_what_another_process_published_is_counted(loans):
    held = Index.now()
    edition = EditionFactory()
    writing.refresh(edition.case)
    assert (len(held.published), len(Index.now().published)) == (20, 21)


def test_pages_cut_an_order_as_a_list_does(loans):
    newest = list(Edition.objects.published().order_by("-published_at", "-pk"))
    serials = [edition.entry.serial for edition in newest]
    found = Newest(Index.now().published)
    assert list(found) == serials
    for start, stop in itertools.combinations(range(22), 2):
        assert found[start:stop] == serials[start:stop]


def test_best_matches_come_in_the_order_that_the_database_gives(loans):
    asked = filterset("q=loans")
    serials = [edition.entry.serial for edition in asked.qs.select_related("entry")]
    found = ByRelevance(asked.entries, terms("loans"))
    assert (len(serials), found[0:15]) == (15, serials)
    for start, stop in itertools.combinations(range(17), 2):
        assert found[start:stop] == serials[start:stop]


def test_the_latest_launched_come_in_the_order_that_the_database_gives(register):
    asked = filterset("sort=launched")
    serials = [edition.entry.serial for edition in asked.qs.select_related("entry")]
    found = asked.in_order
    assert (len(found), found[0 : len(found)], list(found)) == (len(serials), serials, serials)
    for start, stop in itertools.combinations(range(len(serials) + 2), 2):
        assert found[start:stop] == serials[start:stop]


@pytest.fixture
def invoice(db):
    edition = EditionFactory(title="Invoices & receipts", summary="Paid at <once>.")
    FigureFactory(edition=edition, as_of="2019-08-05", metric__recheck_months=24)
    call_command("rebuild_index", verbosity=0)
    return edition


@pytest.mark.parametrize(
    ("day", "age"), [("2020-09-01", "1 year old"), ("2021-09-01", "old: 2 years old")]
)
def test_a_stored_card_tells_how_old_a_figure_is_today(client, invoice, day, age):
    with time_machine.travel(day):
        page = client.get("/cases/").text
    assert f">{age}</span>" in page


@pytest.mark.parametrize("is_stored", [True, False])
def test_found_words_are_marked_on_cards_and_what_editors_wrote_stays_escaped(
    client, invoice, is_stored
):
    if not is_stored:
        Drawing.objects.update(stamp="older", card="Stale")
    page = client.get("/cases/?q=receipts+once").text
    assert "Invoices &amp; <mark>receipts</mark></a>" in page
    assert "Paid at &lt;<mark>once</mark>&gt;." in page


def test_a_card_that_is_not_stored_tells_where_else_a_word_was_found(client, invoice):
    Edition.objects.update(body="Notaries keep them.")
    writing.rebuild()
    assert "<mark>Notaries</mark> keep them." in client.get("/cases/?q=notaries").text


def test_a_card_drawn_with_other_templates_is_drawn_anew(client, invoice):
    Drawing.objects.update(stamp="older", card="<p>Stale</p>")
    assert titles(client.get("/cases/")) == ["Invoices & receipts"]


def test_an_entry_that_is_gone_meanwhile_leaves_no_gap_but_no_error(invoice):
    assert cards([invoice.entry.serial, 999]) == cards([invoice.entry.serial])


def test_an_index_that_lacks_editions_is_made_anew_if_needed(invoice, capsys):
    said = "1 published editions stand in the index.\n1 pages of cases were drawn.\n"
    call_command("rebuild_index", "--if-needed")
    assert capsys.readouterr().out == ""
    Entry.objects.all().delete()
    call_command("rebuild_index", "--if-needed")
    assert capsys.readouterr().out == said


def test_an_index_with_what_was_withdrawn_past_the_site_is_made_anew_if_needed(client, invoice):
    assert titles(client.get("/cases/")) == ["Invoices & receipts"]
    gone = {"withdrawn_at": timezone.now(), "withdrawal_reason": "It never ran."}
    Edition.objects.update(state="withdrawn", **gone)
    call_command("rebuild_index", "--if-needed")
    assert (titles(client.get("/cases/")), Entry.objects.count()) == ([], 0)


def test_an_index_that_other_code_wrote_is_made_anew_if_needed(invoice, capsys):
    Posting.objects.filter(facet__startswith="figure:").delete()
    entry = Entry.objects.get()
    entry.values = [key for key in entry.values if not key[0].startswith("figure:")]
    entry.save()
    call_command("rebuild_index", "--if-needed")
    assert capsys.readouterr().out.startswith("1 published editions stand in the index.\n")
    assert [p.cases for p in Posting.objects.filter(facet="figure:modality")] == [1]


def test_an_entry_without_an_address_is_made_anew_if_needed(invoice, capsys):
    """As the code before addresses wrote it."""
    Entry.objects.update(slug="", title="")
    call_command("rebuild_index", "--if-needed")
    assert capsys.readouterr().out.startswith("1 published editions stand in the index.\n")
    assert Entry.objects.get().slug == invoice.case.slug


def test_an_emptied_register_can_be_filled_anew(transactional_db, client):
    """The serials begin anew; the words that had them before are gone."""
    publishing.publish(DraftFactory(title="Bonds"))
    call_command("flush", interactive=False, verbosity=0)
    publishing.publish(DraftFactory(title="Loans"))
    assert titles(client.get("/cases/?q=bonds")) == []
    assert titles(client.get("/cases/?q=loans")) == ["Loans"]
