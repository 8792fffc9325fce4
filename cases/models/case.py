from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases import texts
from cases.fields import EDTFField, edtf_bound, has_begun
from cases.models.batch import batch_key
from cases.visibility import CLOSED, OPEN, State, published_now_q, until
from directions.addresses import Addressed
from directions.constraints import FieldCheck
from directions.models import Direction, Field


class CaseQuerySet(models.QuerySet):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)

    def addressable(self):
        """Cases with a page: published, or withdrawn, which the page then says."""
        editions = Edition.objects.filter(case=OuterRef("pk"))
        withdrawn = Exists(editions.filter(state=State.WITHDRAWN))
        if end := until():
            withdrawn &= Exists(editions.filter(published_at__lt=end))
        return self.filter(Exists(editions.published()) | withdrawn)

    def with_title(self):
        """With the `title` of its newest edition, whoever may see that."""
        newest = Edition.objects.filter(case=OuterRef("pk")).order_by("-number")
        return self.annotate(title=Subquery(newest.values("title")[:1]))


class Case(Addressed):
    """A case's identity. What the register says of it stands in its editions."""

    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["slug"]
        constraints = [
            FieldCheck(
                field="slug",
                condition=~Q(slug__in=["compare", "export"]),
                name="case_slug_not_a_page",
                violation_error_message=_("A page of the site stands at this address."),
            ),
        ]

    def __str__(self):
        return self.slug

    def natural_key(self):
        return (self.slug,)

    def withdrawn(self):
        """The edition withdrawn last, if readers see no other; else None."""
        shown = self.editions.shown()
        return shown if shown and shown.state == State.WITHDRAWN else None


def on_record_q():
    withdrawn = Edition.objects.filter(
        case=OuterRef("case"), state=State.WITHDRAWN, number__gt=OuterRef("number")
    )
    on_record = ~Exists(withdrawn) & Q(state__in=[State.PUBLISHED, State.SUPERSEDED])
    return on_record & Q(published_at__lt=end) if (end := until()) else on_record


class EditionQuerySet(models.QuerySet):
    def get_by_natural_key(self, slug, number):
        return self.get(case__slug=slug, number=number)

    def published(self):
        """What the register says, or said at the end of the day asked for."""
        if end := until():
            still = Q(superseded_at__isnull=True) | Q(superseded_at__gte=end)
            return self.on_record().filter(still)
        return self.filter(published_now_q())

    def shown(self):
        """Of one case's editions the published one, which `stands`, or the one withdrawn last."""
        if published := self.published().first():
            published.stands = True
            return published
        return self.filter(state=State.WITHDRAWN).order_by("-withdrawn_at").first()

    def with_standing(self):
        """With `stands`: whether readers see it, now or at the end of the day asked for."""
        published = self.model.objects.published().filter(pk=OuterRef("pk"))
        return self.annotate(stands=Exists(published))

    def on_record(self):
        """What the register says or once said, unless it or a later edition was withdrawn."""
        return self.filter(on_record_q())

    def open(self):
        return self.filter(state__in=OPEN)

    def due(self, now):
        """What is scheduled to be published until `now`."""
        return self.filter(publish_at__lte=now).order_by("publish_at", "pk")

    def news(self):
        """What was published or withdrawn, newest first, at `happened_at`."""
        news = (
            self.filter(on_record_q() | Q(state=State.WITHDRAWN))
            .annotate(happened_at=Coalesce("withdrawn_at", "published_at"))
            .order_by("-happened_at", "-pk")
        )
        return news.filter(happened_at__lt=end) if (end := until()) else news


def person():
    """Who did something. Accounts that did are switched off, never deleted."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )


def moment():
    return models.DateTimeField(null=True, blank=True, editable=False)


class Edition(models.Model):
    """What the register says of a case from one publication to the next."""

    State = State

    class Stage(models.TextChoices):
        NOT_STATED = "", _("not stated")
        PROPOSED = "proposed", _("proposed")
        PILOT = "pilot", _("on trial")
        OPERATING = "operating", _("in operation")
        ENDED = "ended", _("ended")

    class Chain(models.TextChoices):
        EVIDENCED = "evidenced", _("evidenced")
        CLAIMED = "claimed", _("claimed")
        NOT_STATED = "not-stated", _("not stated")

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="editions", verbose_name=_("case"), editable=False
    )
    number = models.PositiveIntegerField(_("edition"), editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.DRAFT, editable=False
    )

    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(
        _("summary"),
        max_length=300,
        blank=True,
        help_text=_("In one or two sentences: what it is and who does it."),
    )
    body = models.TextField(
        _("how it works"),
        blank=True,
        validators=[texts.validate],
        help_text=_("Markdown. A blank line begins a paragraph."),
    )
    direction = models.ForeignKey(
        Direction, models.PROTECT, related_name="editions", verbose_name=_("direction")
    )
    fields = models.ManyToManyField(
        Field,
        blank=True,
        related_name="editions",
        verbose_name=_("fields"),
        help_text=_("Fields of this direction that the case is applied to."),
    )
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, blank=True, default="")
    stage_as_of = EDTFField(_("stage as of"), validators=[has_begun])
    stage_as_of_earliest = edtf_bound()
    stage_as_of_latest = edtf_bound()
    place = models.CharField(
        _("place"),
        max_length=80,
        blank=True,
        help_text=_("City and province: Shenzhen, Guangdong. Empty if no source says."),
    )
    launched = EDTFField(_("launched"))
    launched_earliest = edtf_bound()
    launched_latest = edtf_bound()
    chain = models.CharField(
        _("is the chain’s part"),
        max_length=10,
        choices=Chain,
        default=Chain.NOT_STATED,
        help_text=_("Claimed: a source says it. Evidenced: something can be checked."),
    )
    chain_part = models.CharField(
        _("what the chain does"),
        max_length=300,
        blank=True,
        help_text=_("Empty if no source says what the chain does here."),
    )
    chain_source = models.ForeignKey(
        "cases.Source",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="chain_parts",
        verbose_name=_("source of that"),
        help_text=_("Who says what the chain does, or where it can be checked."),
    )
    chain_locator = models.CharField(_("where in the source"), max_length=120, blank=True)
    change_note = models.TextField(
        _("change note"),
        blank=True,
        help_text=_("For readers: what changed since the last edition, and why."),
    )

    version = models.PositiveIntegerField(default=1, editable=False)
    batch = batch_key("editions")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = person()
    submitted_at, submitted_by = moment(), person()
    reviewer = person()
    publish_at, scheduled_by = moment(), person()
    published_at, published_by = moment(), person()
    superseded_at = moment()
    withdrawn_at, withdrawn_by = moment(), person()
    withdrawal_reason = models.TextField(_("reason"), blank=True, editable=False)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["case", "-number"]
        permissions = [
            ("publish_edition", _("Can publish editions")),
            ("withdraw_edition", _("Can withdraw published editions")),
            ("move_edition", _("Can move cases to another direction, as drafts")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="edition_number_once_a_case"),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state=State.PUBLISHED),
                name="edition_one_published_a_case",
                violation_error_message=_("This case already has a published edition."),
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=OPEN),
                name="edition_one_open_a_case",
                violation_error_message=_("This case already has an open edition."),
            ),
            FieldCheck(
                field="change_note",
                condition=Q(state=State.DRAFT) | Q(number=1) | ~Q(change_note=""),
                name="edition_change_note_after_the_first",
                violation_error_message=_("Say for readers what changed since the last edition."),
            ),
            FieldCheck(
                field="summary",
                condition=Q(state__in=OPEN) | ~Q(summary=""),
                name="edition_published_with_summary",
                violation_error_message=_("A published case has a summary."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, published_at__isnull=True)
                | Q(state__in=CLOSED, published_at__isnull=False),
                name="edition_published_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(publish_at__isnull=True) | Q(state=State.SUBMITTED),
                name="edition_scheduled_while_submitted",
            ),
            models.CheckConstraint(
                condition=Q(state=State.WITHDRAWN, withdrawn_at__isnull=False)
                & ~Q(withdrawal_reason="")
                | ~Q(state=State.WITHDRAWN) & Q(withdrawn_at__isnull=True, withdrawal_reason=""),
                name="edition_withdrawn_with_reason",
                violation_error_message=_("Say why the case is withdrawn."),
            ),
            FieldCheck(
                field="stage_as_of",
                condition=~Q(stage="") | Q(stage_as_of=""),
                name="edition_stage_as_of_unless_not_stated",
                violation_error_message=_("A stage that is not stated has no date."),
            ),
            FieldCheck(
                field="chain_part",
                condition=Q(chain="not-stated", chain_part="")
                | ~Q(chain="not-stated") & ~Q(chain_part=""),
                name="edition_chain_part_unless_not_stated",
                violation_error_message=_(
                    "Say what the chain does, or mark it as not stated and leave this empty."
                ),
            ),
            FieldCheck(
                field="chain_source",
                condition=~Q(chain="not-stated") | Q(chain_source__isnull=True, chain_locator=""),
                name="edition_chain_source_unless_not_stated",
                violation_error_message=_(
                    "What is not stated has no source. Say what the chain does or leave this empty."
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-published_at", "-id"], name="edition_newest_in_state"),
            models.Index(fields=["state", "title", "id"], name="edition_by_title"),
            models.Index(
                Coalesce("withdrawn_at", "published_at").desc(), F("id").desc(), name="edition_news"
            ),
        ]

    def __str__(self):
        return f"{self.title} ({self.number})"

    def natural_key(self):
        return (*self.case.natural_key(), self.number)

    natural_key.dependencies = ["cases.case"]

    def get_absolute_url(self):
        return reverse("edition", args=[self.case.slug, self.number])

    @property
    def is_open(self):
        return self.state in OPEN

    @property
    def why(self):
        """Why it was withdrawn or came; of a first edition, what it is about."""
        return self.withdrawal_reason or self.change_note or self.summary


# A field that an edition is filed under is kept, as everything else under an edition is; the
# table between the two offers no option for it.
Edition.fields.through._meta.get_field("field").remote_field.on_delete = models.PROTECT


class EditionPart(models.Model):
    """A row under an edition. Its key is what it keeps from one edition to the next."""

    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]
