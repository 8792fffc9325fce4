"""What changed between two editions, shown as readers see it."""

import pytest

from cases import publishing
from cases.changes import Piece, pieces
from cases.models import Edition, Metric
from tests.cases.test_pages import words
from tests.factories import (
    EditionFactory,
    FigureFactory,
    MetricFactory,
    MilestoneFactory,
    ParticipationFactory,
    SourceFactory,
    UserFactory,
)


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("", "", []),
        ("a loan", "a loan", [Piece("same", "a loan")]),
        ("", "a loan", [Piece("added", "a loan")]),
        ("a loan", "", [Piece("removed", "a loan")]),
        (
            "more than 10 banks.",
            "more than 20 banks.",
            [
                Piece("same", "more than"),
                Piece("removed", " 10"),
                Piece("added", " 20"),
                Piece("same", " banks."),
            ],
        ),
    ],
)
def test_texts_are_compared_word_by_word(before, after, found):
    assert pieces(before, after) == found


@pytest.fixture
def draft(db):
    """A draft that changes a figure, takes a participant out and adds a milestone."""
    edition = EditionFactory(case__slug="loans", title="Loans", summary="Loans of a bank.")
    FigureFactory(edition=edition, metric__name="Volume", source=edition.references.get().source)
    ParticipationFactory(edition=edition, organisation__name="Old Bank")
    ParticipationFactory(edition=edition, organisation__name="Kept Bank")
    draft = publishing.open_edition(edition.case)
    draft.summary, draft.change_note = "Loans of two banks.", "A second look."
    draft.save()
    draft.figures.update(value=360_000_000_000)
    draft.participations.get(organisation__name="Old Bank").delete()
    MilestoneFactory(edition=draft, text="It was launched.", source=draft.references.get().source)
    return draft


def test_readers_see_what_an_edition_changed(client, draft):
    publishing.publish(draft)
    shown = words(client.get("/cases/loans/editions/2/changes/"))
    assert "From edition 1 to edition 2 A second look." in shown
    assert "Summary changed Loans of a bank two banks ." in shown
    assert "Volume changed CNY 660 360 billion" in shown
    assert "Old Bank removed operator" in shown
    assert "It was launched." in shown
    assert "Kept Bank" not in shown


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"modality": "authorised"}, "authorised limit"),
        ({"quote": "逾3600亿", "quote_language": "zh-Hans"}, "“逾3600亿”"),
        ({"locator": "page 3"}, "page 3"),
    ],
)
def test_readers_see_what_changed_of_a_figure(client, db, change, said):
    edition = EditionFactory(case__slug="loans")
    FigureFactory(edition=edition, source=edition.references.get().source)
    draft = publishing.open_edition(edition.case)
    Edition.objects.filter(pk=draft.pk).update(change_note="Corrected.")
    draft.figures.update(**change)
    publishing.publish(draft)
    page = client.get("/cases/loans/editions/2/changes/")
    assert (said in words(page), "<ins>" in page.text) == (True, True)


def test_readers_see_that_a_figure_measures_something_else(client, draft):
    volume = Metric.objects.get(name="Volume")
    draft.figures.update(metric=MetricFactory(name="Loans granted", unit=volume.unit), value=1)
    draft.figures.update(value=draft.case.editions.published().get().figures.get().value)
    publishing.publish(draft)
    assert "Loans granted changed Volume Loans granted :" in words(
        client.get("/cases/loans/editions/2/changes/")
    )


def test_readers_see_new_dates_of_a_stage_and_new_places_in_a_source(client, db):
    chain = {"chain": "claimed", "chain_part": "It keeps loans.", "chain_source": SourceFactory()}
    edition = EditionFactory(case__slug="loans", stage="operating", stage_as_of="2019", **chain)
    draft = publishing.open_edition(edition.case)
    draft.change_note, draft.stage_as_of, draft.chain_locator = "Dates.", "2020", "page 3"
    draft.save()
    publishing.publish(draft)
    shown = words(client.get("/cases/loans/editions/2/changes/"))
    assert "Stage changed in operation, 2019 2020" in shown
    assert "page 3" in shown


def test_what_a_draft_would_change_is_shown_to_editors_only(client, draft):
    assert client.get("/cases/loans/preview/changes/").status_code == 404
    assert client.get("/cases/loans/editions/2/changes/").status_code == 404
    client.force_login(UserFactory(group="Editors"))
    assert "Volume changed" in words(client.get("/cases/loans/preview/changes/"))


def test_an_edition_can_be_compared_with_any_earlier_one(client, draft):
    publishing.publish(draft)
    publishing.publish(noted(publishing.open_edition(draft.case)))
    shown = words(client.get("/cases/loans/editions/3/changes/"))
    assert "Nothing that readers see differs." in shown
    assert "Volume changed" in words(client.get("/cases/loans/editions/3/changes/?since=1"))


def test_a_later_edition_is_compared_with_too(client, draft):
    publishing.publish(draft)
    shown = words(client.get("/cases/loans/editions/1/changes/?since=2"))
    assert "From edition 2 to edition 1" in shown
    assert "Volume changed CNY 360 660 billion" in shown


def test_readers_choose_among_the_editions_they_have_seen(client, draft):
    publishing.publish(draft)
    publishing.publish(noted(publishing.open_edition(draft.case)))
    publishing.open_edition(draft.case)
    page = client.get("/cases/loans/editions/3/changes/")
    assert list(page.context["numbers"]) == [2, 1]


def noted(edition):
    edition.change_note = "Another look."
    edition.save()
    return edition


def test_an_editor_compares_a_draft_also_with_what_was_withdrawn(editor, draft):
    published = publishing.publish(draft)
    publishing.withdraw(published, "A mistake.")
    publishing.open_edition(draft.case)
    assert editor.get("/cases/loans/editions/2/changes/").status_code == 410
    shown = words(editor.get("/cases/loans/preview/changes/?since=2"))
    assert "From edition 2 to edition 3" in shown


@pytest.mark.parametrize("since", ["0", "2", "7", "x", "-1", "%00", "9" * 30, "²"])
def test_what_cannot_be_compared_is_not_found(client, draft, since):
    publishing.publish(draft)
    assert client.get(f"/cases/loans/editions/2/changes/?since={since}").status_code == 404
    assert client.get("/cases/loans/editions/1/changes/").status_code == 404
