"""What is not published is nowhere: not on a page, not in a count, not in a redirect."""

import itertools
import re
from types import SimpleNamespace

import pytest
from django.urls import URLPattern, get_resolver

from cases import citing, publishing, sitemaps
from cases.visibility import State
from tests.factories import (
    DirectionFactory,
    DraftFactory,
    EditionFactory,
    FieldFactory,
    FigureFactory,
    MetricFactory,
    MilestoneFactory,
    OrganisationFactory,
    ParticipationFactory,
    SourceFactory,
    UserFactory,
)

SECRET = "Hush"
FILLED = {  # what stands in the addresses for a part of a certain name
    "slug:slug": ["live", "secret"],
    "int:number": ["1"],
    "slug:key": ["hush"],
    "str:section": sitemaps.ALL,
    "str:token": ["1"],
}
FILES = ["csv", "json", "atom", "svg"]
CITATIONS = {"cite-edition": citing.FORMS, "cite-figure": citing.FORMS}
QUESTIONS = [  # what more there is to see at an address
    "/figures/?metric=shared",
    "/figures/chart/svg/?metric=shared",
    "/who-does-what/?by=role",
    "/who-does-what/file/csv/?by=role",
]


def public_urls():
    """Every public address, with the slugs, numbers and keys of what a draft could show."""
    for pattern in get_resolver("cases.urls").url_patterns:
        assert isinstance(pattern, URLPattern)
        parts = re.findall("<(.+?)>", str(pattern.pattern))
        values = FILLED | {"str:form": CITATIONS.get(pattern.name, FILES)}
        for chosen in itertools.product(*(values[part] for part in parts)):
            path = str(pattern.pattern)
            for part, value in zip(parts, chosen, strict=True):
                path = path.replace(f"<{part}>", value)
            yield f"/{path}"
    yield from QUESTIONS


def secret_edition(**kwargs):
    """An edition of which every part says Hush, beside a live case of the same direction."""
    direction = DirectionFactory(slug="live")
    live = EditionFactory(case__slug="live", direction=direction, source__slug="live")
    ParticipationFactory(edition=live, organisation=OrganisationFactory(slug="live"))
    source = SourceFactory(slug="secret", title=SECRET, publisher=SECRET)
    organisation = OrganisationFactory(slug="secret", name=SECRET)
    organisation.names.create(name=f"{SECRET} Ltd", kind="official")
    edition = EditionFactory(
        case__slug="secret",
        title=SECRET,
        summary=SECRET,
        body=SECRET,
        place=SECRET,
        direction=direction,
        source=source,
        **kwargs,
    )
    ParticipationFactory(edition=edition, organisation=organisation)
    ParticipationFactory(edition=edition, organisation=live.participations.get().organisation)
    metric = MetricFactory(slug="shared")
    FigureFactory(edition=live, metric=metric)
    FigureFactory(edition=edition, source=source, about=SECRET, key="hush", metric=metric)
    MilestoneFactory(edition=edition, source=source, text=SECRET)
    return edition


def pages(client):
    return {url: read(client.get(url, follow=True)) for url in public_urls()}


def read(answer):
    """Its status and all of its content, also of a download."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return SimpleNamespace(status_code=answer.status_code, content=content)


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED])
def test_a_draft_is_on_no_public_page(client, db, state):
    secret_edition(state=state)
    showing = [url for url, page in pages(client).items() if SECRET.encode() in page.content]
    assert showing == []


def test_the_same_edition_is_on_many_pages_once_it_is_published(client, db):
    secret_edition()
    showing = [url for url, page in pages(client).items() if SECRET.encode() in page.content]
    assert len(showing) == 46


def test_a_draft_changes_no_public_page_by_a_single_byte(client, db):
    live = EditionFactory(case__slug="live", direction__slug="live")
    ParticipationFactory(edition=live, organisation__slug="live")
    before = {url: page.content for url, page in pages(client).items()}
    draft = DraftFactory(direction=live.direction)
    ParticipationFactory(edition=draft, organisation=live.participations.get().organisation)
    FigureFactory(edition=draft, source=live.references.get().source)
    after = {url: page.content for url, page in pages(client).items()}
    assert [url for url in before if before[url] != after[url]] == []


def test_readers_keep_the_published_edition_while_a_new_one_is_written(client, db):
    edition = EditionFactory(case__slug="live", title="As published")
    draft = publishing.open_edition(edition.case)
    draft.title = SECRET
    draft.save()
    showing = [url for url, page in pages(client).items() if SECRET.encode() in page.content]
    assert showing == []
    assert "As published" in client.get("/cases/live/").content.decode()


def test_a_withdrawn_case_leaves_only_its_title_and_reason(client, db):
    edition = secret_edition()
    publishing.withdraw(edition, "The source took it back.")
    edition.case.editions.update(title="Withdrawn case")
    showing = {url for url, page in pages(client).items() if SECRET.encode() in page.content}
    assert showing == set()
    gone = {
        url: page.status_code
        for url, page in pages(client).items()
        if url.startswith("/cases/secret/") and not url.endswith(("preview/", "changes/", "atom/"))
    }
    assert gone == dict.fromkeys(gone, 410)
    assert "The source took it back." in client.get("/cases/secret/").content.decode()


def test_withdrawing_a_case_takes_its_earlier_editions_off_the_site_too(client, db):
    edition = EditionFactory(case__slug="live", state=State.SUPERSEDED)
    current = EditionFactory(case=edition.case, number=2)
    assert client.get("/cases/live/editions/1/").status_code == 200
    publishing.withdraw(current, "Wrong.")
    assert client.get("/cases/live/editions/1/").status_code == 410


def test_an_old_address_of_an_unpublished_case_does_not_tell_the_new_one(client, db):
    case = DraftFactory(case__slug="plan").case
    case.slug = "better-plan"
    case.save()
    assert client.get("/cases/plan/").status_code == 404


def test_preview_is_there_for_editors_only(client, db):
    secret_edition(state=State.DRAFT)
    assert client.get("/cases/secret/preview/").status_code == 404
    client.force_login(UserFactory())
    assert client.get("/cases/secret/preview/").status_code == 404
    client.force_login(UserFactory(group="Editors"))
    page = client.get("/cases/secret/preview/")
    assert (page.status_code, page["X-Robots-Tag"]) == (200, "noindex")
    assert "no-store" in page["Cache-Control"]
    assert SECRET.encode() in page.content


def test_a_field_counts_published_cases_only(client, db):
    field = FieldFactory(direction__slug="live", name="Trade")
    DraftFactory(direction=field.direction).fields.add(field)
    EditionFactory(direction=field.direction).fields.add(field)
    [shown] = client.get("/directions/live/").context["fields"]
    assert shown.case_count == 1


def test_what_was_withdrawn_stays_away_when_the_case_comes_back(client, db):
    old = EditionFactory(case__slug="live", state=State.SUPERSEDED)
    ParticipationFactory(edition=old, organisation__slug="gone")
    publishing.withdraw(EditionFactory(case=old.case, number=2), "Wrong.")
    EditionFactory(case=old.case, number=3)
    statuses = [
        client.get(f"/cases/live/{rest}").status_code for rest in ("", "editions/1/", "editions/2/")
    ]
    assert statuses == [200, 410, 410]
    assert client.get("/organisations/gone/").status_code == 404
    assert "Read the current edition" in client.get("/cases/live/editions/1/").content.decode()


def test_an_origin_of_an_origin_is_not_shown(client, db):
    source = EditionFactory().references.get().source
    origin = SourceFactory(slug="origin")
    source.derived_from.add(origin)
    origin.derived_from.add(SourceFactory(title=SECRET, slug="secret"))
    assert SECRET not in client.get("/sources/origin/").content.decode()
    assert client.get("/sources/secret/").status_code == 404
