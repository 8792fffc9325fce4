"""What there is to do for those who keep the register, as lists of lines that lead to the place.

Each list is a function that finds records and one that makes a line of each; no list asks once a
line.
"""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Case, Exists, Max, OuterRef, Q, Subquery, Value, When
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import likeness, wording
from cases.directions import directions_with_counts
from cases.kept import kept
from cases.models import Edition, Event, Figure, Organisation, Source
from cases.visibility import OPEN, State

SHOWN = 8  # lines of a list on the front page
QUIET = timedelta(days=90)  # how long a comment keeps an old figure off the list


@dataclass(frozen=True)
class Line:
    label: str
    url: str
    detail: str = ""


@dataclass(frozen=True)
class Task:
    """A kind of work: `records(user)` gives what there is of it, `line(record)` how it is shown."""

    title: str
    records: object
    line: object
    permission: str = "cases.change_edition"
    hint: str = ""


def edit(case, draft):
    """Where an editor goes on: the open draft, or the case, to start one."""
    if draft:
        return reverse("admin:cases_edition_change", args=[draft])
    return reverse("admin:cases_case_change", args=[case])


def review(edition, key=""):
    address = reverse("admin:cases_edition_review", args=[edition])
    return f"{address}?figure={key}#say" if key else address


def day(moment):
    return formats.date_format(timezone.localtime(moment), "j F, H:i e")


def draft_of(case):
    """The open edition of the case at the path `case`."""
    return Subquery(Edition.objects.filter(case=OuterRef(case), state__in=OPEN).values("pk")[:1])


# Drafts and reviews


def mine(user):
    steps = Event.objects.filter(
        edition=OuterRef("pk"), kind__in=[Event.Kind.SUBMITTED, Event.Kind.RETURNED]
    )
    last = steps.order_by("-pk")[:1]
    saved = Event.objects.filter(edition=OuterRef("pk"), kind=Event.Kind.SAVED, by=user)
    return (
        Edition.objects.open()
        .filter(Q(created_by=user) | Exists(saved))
        .annotate(step=Subquery(last.values("kind")), words=Subquery(last.values("text")))
        .order_by("-pk")
    )


def my_line(edition):
    state = edition.get_state_display()
    if edition.state == State.DRAFT and edition.step == Event.Kind.RETURNED:
        state = _("returned: %s") % edition.words
    return Line(str(edition), edit(edition.case_id, edition.pk), state)


def waiting(user):
    for_me = Case(When(reviewer=user, then=Value(0)), default=Value(1))
    submitted = Edition.objects.filter(state=State.SUBMITTED).select_related(
        "submitted_by", "reviewer"
    )
    return submitted.order_by(for_me, "submitted_at", "pk")


def waiting_line(edition):
    words = [_("since %s") % day(edition.submitted_at)] if edition.submitted_at else []
    if edition.submitted_by:
        words.append(_("from %s") % edition.submitted_by)
    if edition.reviewer:
        words.append(_("for %s") % edition.reviewer)
    if edition.publish_at:
        words.append(_("to be published on %s") % day(edition.publish_at))
    return Line(str(edition), review(edition.pk), ", ".join(words))


# What needs attention


def published_figures():
    return Figure.objects.published().select_related("metric", "edition")


def old_figures(user):
    looked_at = Figure.objects.commented(at__gte=timezone.now() - QUIET)
    figures = published_figures().old(timezone.localdate()).exclude(pk__in=looked_at.values("pk"))
    return figures.order_by("known_day", "pk")


def figure_words(figure):
    return f"{figure.edition.title}: {wording.value(figure)}, {figure.metric.name}"


def old_line(figure):
    url = review(figure.edition_id, figure.key)
    return Line(figure_words(figure), url, wording.when(figure))


def disputed_figures(user):
    commented = Figure.objects.commented().values("pk")
    return published_figures().exclude(dispute="").exclude(pk__in=commented).order_by("pk")


def disputed_line(figure):
    return Line(figure_words(figure), review(figure.edition_id, figure.key), figure.dispute)


def cases_without_figure(user):
    editions = Edition.objects.published().filter(figures__isnull=True)
    return editions.annotate(draft=draft_of("case")).order_by("title", "pk")


def case_line(edition):
    return Line(edition.title, edit(edition.case_id, edition.draft))


def empty_directions(user):
    return directions_with_counts().filter(case_count=0)


def silent_sources(user):
    return Source.objects.failing().with_last_check().order_by("publisher", "title", "pk")


def source_line(source):
    url = reverse("admin:cases_source_change", args=[source.pk])
    return Line(str(source), url, str(source.last_check))


def lookalikes(user):
    """Pairs of organisations whose names look like one, as ((pk, name), (pk, name))."""

    def pairs():
        names = Organisation.objects.order_by("pk").values_list("name", "pk")
        return likeness.pairs((name, (pk, name)) for name, pk in names)

    newest = Organisation.objects.aggregate(Max("pk"))  # an import publishes nothing
    return kept(f"organisations that look alike: {newest}", pairs)


def lookalike_line(pair):
    (stays, name), (goes, other) = pair
    query = urlencode({"other": goes, "stays": "this", "kind": "former", "language": "en"})
    url = reverse("admin:cases_organisation_merge", args=[stays])
    return Line(_("%(one)s and %(other)s") % {"one": name, "other": other}, f"{url}?{query}")


def direction_line(direction):
    return Line(direction.title, reverse("admin:directions_direction_change", args=[direction.pk]))


def this_week(user):
    since = timezone.now() - timedelta(days=7)
    return Edition.objects.news().filter(happened_at__gte=since).select_related("case")


def news_line(edition):
    label = f"{edition}, {edition.get_state_display()}"
    return Line(label, reverse("admin:cases_case_change", args=[edition.case_id]), edition.why)


TASKS = {
    "mine": Task(gettext_lazy("My open drafts"), mine, my_line),
    "waiting": Task(gettext_lazy("Waiting for review"), waiting, waiting_line),
    "old-figures": Task(
        gettext_lazy("Figures to look at again"),
        old_figures,
        old_line,
        hint=gettext_lazy("Comment on a figure to say that you looked: it comes back in 3 months."),
    ),
    "disputed": Task(
        gettext_lazy("Disputed figures that nobody has commented on"),
        disputed_figures,
        disputed_line,
    ),
    "silent-sources": Task(
        gettext_lazy("Sources that no longer answer, or no longer say what we quote"),
        silent_sources,
        source_line,
    ),
    "lookalikes": Task(
        gettext_lazy("Organisations that look like one"),
        lookalikes,
        lookalike_line,
        permission="cases.merge_organisation",
    ),
    "without-figure": Task(gettext_lazy("Cases without a figure"), cases_without_figure, case_line),
    "empty-directions": Task(
        gettext_lazy("Directions without cases"),
        empty_directions,
        direction_line,
        permission="directions.view_direction",
    ),
    "this-week": Task(gettext_lazy("What changed this week"), this_week, news_line),
}


def for_user(user):
    """{key: task} of what this person may do."""
    return {key: task for key, task in TASKS.items() if user.has_perm(task.permission)}


def front_page(user):
    """[(key, task, first lines, how many there are), …]"""
    found = []
    for key, task in for_user(user).items():
        page = Paginator(task.records(user), SHOWN).page(1)
        found.append((key, task, [task.line(record) for record in page], page.paginator.count))
    return found
