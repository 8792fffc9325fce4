"""What stands under an edition and who says so: figures, milestones, references."""

import itertools

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from cases import dates
from cases.fields import EDTFField, edtf_bound, has_begun
from cases.models.case import Edition, EditionPart
from cases.models.event import Event
from cases.models.vocabulary import Metric, Source
from cases.visibility import published_q
from directions.constraints import FieldCheck


def plain(value):
    """A decimal without the zeros that its column adds: 12, 3.5."""
    return format(value.normalize(), "f")


def validate_digits(value):
    """SQLite keeps numbers as floating point: more digits than these would be changed."""
    if len(value.normalize().as_tuple().digits) > 15 or abs(value) >= 10**18:
        raise ValidationError(_("A value has at most 15 digits that count, below 10¹⁸."))


class KeyedQuerySet(models.QuerySet):
    def get_by_natural_key(self, slug, number, key):
        return self.get(edition__case__slug=slug, edition__number=number, key=key)

    def published(self):
        return self.filter(published_q("edition__"))


class FigureQuerySet(KeyedQuerySet):
    def commented(self, **when):
        """Figures that editors said something of, in any edition of their case."""
        said = Event.objects.filter(
            kind=Event.Kind.COMMENTED,
            edition__case=OuterRef("edition__case"),
            figure_key=OuterRef("key"),
            **when,
        )
        return self.filter(Exists(said))

    def reporting(self, metric):
        """Figures that report a value of a metric; asked for by key, an index has them by size."""
        metrics = Metric.objects.filter(slug=metric).values("pk")[:1]
        return self.filter(metric=metrics, modality=Figure.Modality.REPORTED)

    def old(self, today):
        """Figures past their metric's time, where the edition knows no newer of the kind."""
        dated = self.exclude(modality=Figure.Modality.FORECAST).annotate(known_day=KNOWN_DAY)
        newer = Figure.objects.annotate(known_day=KNOWN_DAY).filter(
            edition=OuterRef("edition"),
            metric=OuterRef("metric"),
            modality=OuterRef("modality"),
            about=OuterRef("about"),
            known_day__gt=OuterRef("known_day"),
        )
        past = Q(pk__in=[])
        for months in Metric.objects.order_by().values_list("recheck_months", flat=True).distinct():
            day = dates.fresh_since(months, today)
            past |= Q(metric__recheck_months=months, known_day__lt=day)
        return dated.filter(past, ~Exists(newer))


KNOWN_DAY = Coalesce("as_of_latest", "as_of_earliest")  # as wording.known_day


class Statement(EditionPart):
    """Something that one source says, at a place in it that a reader can find."""

    LONGEST_QUOTE = 4000  # characters; each is read whenever the form is saved

    # Names it in its address; stays the same in later editions.
    key = models.SlugField(_("key"), max_length=60, editable=False)
    source = models.ForeignKey(
        Source, models.PROTECT, related_name="%(class)ss", verbose_name=_("source")
    )
    locator = models.CharField(
        _("where in the source"),
        max_length=120,
        blank=True,
        help_text=_("Direction 4, case 5; page 12; paragraph 3."),
    )
    stated_by = models.CharField(
        _("stated by"),
        max_length=120,
        blank=True,
        help_text=_("Whom the source quotes, if it does not speak for itself."),
    )
    quote = models.TextField(_("source’s words"), blank=True, max_length=LONGEST_QUOTE)
    quote_language = models.CharField(_("language"), max_length=10, blank=True)
    dispute = models.TextField(
        _("disputed"),
        blank=True,
        help_text=_("In a sentence: who says otherwise. Empty if nobody does."),
    )

    objects = KeyedQuerySet.as_manager()

    class Meta(EditionPart.Meta):
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "key"],
                name="%(class)s_key_once_an_edition",
                violation_error_message=_("This key stands twice in this edition."),
            ),
            FieldCheck(
                field="quote_language",
                condition=Q(quote="") | ~Q(quote_language=""),
                name="%(class)s_quote_in_a_language",
                violation_error_message=_("Say which language the source’s words are in."),
            ),
        ]

    def natural_key(self):
        return (*self.edition.natural_key(), self.key)

    natural_key.dependencies = ["cases.edition"]

    def save(self, *args, **kwargs):
        self.key = self.key or self.free_key()
        super().save(*args, **kwargs)

    def free_key(self):
        """A key that no edition of the case has used, so that an old address never lies."""
        editions = Edition.objects.filter(case=self.edition.case_id)
        siblings = type(self).objects.filter(edition__in=editions)
        taken = set(siblings.values_list("key", flat=True))
        base = slugify(self.key_base())[:50].strip("-") or "statement"
        numbered = (f"{base}-{number}" for number in itertools.count(2))
        return next(key for key in itertools.chain([base], numbered) if key not in taken)


class Figure(Statement):
    """One source says one value of one metric at one date."""

    class Comparator(models.TextChoices):
        EXACTLY = "exactly", _("exactly")
        ABOUT = "about", _("about")
        NEARLY = "nearly", _("nearly")
        MORE_THAN = "more-than", _("more than")
        AT_LEAST = "at-least", _("at least")
        LESS_THAN = "less-than", _("less than")
        UP_TO = "up-to", _("up to")
        RANGE = "range", _("from … to")
        MAGNITUDE = "magnitude", _("order of magnitude")

    class Modality(models.TextChoices):
        REPORTED = "reported", _("reported")
        FORECAST = "forecast", _("forecast")
        AUTHORISED = "authorised", _("authorised limit")

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="figures")
    metric = models.ForeignKey(
        Metric, models.PROTECT, related_name="figures", verbose_name=_("metric")
    )
    comparator = models.CharField(
        _("comparator"), max_length=10, choices=Comparator, default=Comparator.EXACTLY
    )
    value = models.DecimalField(
        _("value"), max_digits=24, decimal_places=4, validators=[validate_digits]
    )
    upper_value = models.DecimalField(
        _("upper value"),
        max_digits=24,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[validate_digits],
        help_text=_("Of a range; of “tens of millions”: 10 000 000 and 100 000 000."),
    )
    modality = models.CharField(
        _("modality"), max_length=10, choices=Modality, default=Modality.REPORTED
    )
    about = models.CharField(
        _("of what"),
        max_length=160,
        blank=True,
        help_text=_("The part of the case that the figure is about, if not all of it."),
    )
    not_in_quote = models.CharField(
        _("why the value is not in the source’s words"),
        max_length=200,
        blank=True,
        help_text=_("Only if it is not, as where the quote is cut short. Readers see it."),
    )
    as_of = EDTFField(_("as of"))
    as_of_earliest = edtf_bound()
    as_of_latest = edtf_bound()
    as_of_not_stated = models.BooleanField(_("the source gives no date"), default=False)

    objects = FigureQuerySet.as_manager()

    class Meta(Statement.Meta):
        indexes = [
            models.Index(fields=["metric", "modality", "-value"], name="figure_by_size"),
        ]
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        constraints = [
            *Statement.Meta.constraints,
            FieldCheck(
                field="upper_value",
                condition=Q(upper_value__isnull=True) | Q(upper_value__gt=F("value")),
                name="figure_upper_above_value",
                violation_error_message=_("The upper value has to be above the value."),
            ),
            FieldCheck(
                field="upper_value",
                condition=Q(comparator__in=["range", "magnitude"], upper_value__isnull=False)
                | ~Q(comparator__in=["range", "magnitude"]) & Q(upper_value__isnull=True),
                name="figure_upper_for_range_or_magnitude",
                violation_error_message=_(
                    "A range and an order of magnitude have an upper value; others have none."
                ),
            ),
            FieldCheck(
                field="as_of",
                condition=Q(as_of="", as_of_not_stated=True)
                | ~Q(as_of="") & Q(as_of_not_stated=False),
                name="figure_as_of_or_not_stated",
                violation_error_message=_("Give a date, or say that the source gives none."),
            ),
            FieldCheck(
                field="not_in_quote",
                condition=Q(not_in_quote="") | ~Q(quote=""),
                name="figure_not_in_quote_needs_quote",
                violation_error_message=_("Quote the source’s words, or leave this empty."),
            ),
        ]

    def __str__(self):
        return f"{self.metric}: {plain(self.value)}"

    def clean(self):
        """A forecast or a limit may be of a day to come; what is reported is not."""
        super().clean()
        if self.modality == self.Modality.REPORTED:
            try:
                has_begun(self.as_of)
            except ValidationError as error:
                raise ValidationError({"as_of": error.messages}) from error

    @property
    def filed_on(self):
        """The day to sort it by, None if it has no date; a queryset's `day` is the same."""
        return self.as_of_earliest or self.as_of_latest

    def key_base(self):
        return self.metric.slug

    def get_absolute_url(self):
        """Where readers find it: what an earlier edition stated stays at that edition's address."""
        if self.edition.state == Edition.State.PUBLISHED:
            return reverse("figure", args=[self.edition.case.slug, self.key])
        return self.permanent_address()

    def permanent_address(self):
        """Where it stays as this edition states it, whatever later ones say."""
        return reverse(
            "edition-figure", args=[self.edition.case.slug, self.edition.number, self.key]
        )


class Milestone(Statement):
    """A dated event of a case."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="milestones")
    date = EDTFField(_("date"), blank=False, validators=[has_begun])
    date_earliest = edtf_bound()
    date_latest = edtf_bound()
    text = models.CharField(_("what happened"), max_length=300)

    class Meta(Statement.Meta):
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = [F("date_earliest").asc(nulls_last=True), "position", "pk"]

    def __str__(self):
        return self.text

    def key_base(self):
        return self.text


class ReferenceQuerySet(models.QuerySet):
    def get_by_natural_key(self, slug, number, source):
        return self.get(edition__case__slug=slug, edition__number=number, source__slug=source)


class Reference(EditionPart):
    """A source in the numbered list at the foot of an edition."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="references")
    source = models.ForeignKey(
        Source, models.PROTECT, related_name="references", verbose_name=_("source")
    )
    locator = models.CharField(_("where in the source"), max_length=120, blank=True)

    objects = ReferenceQuerySet.as_manager()

    class Meta(EditionPart.Meta):
        verbose_name = _("reference")
        verbose_name_plural = _("references")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "source"],
                name="reference_source_once_an_edition",
                violation_error_message=_("This source is already listed."),
            ),
        ]

    def __str__(self):
        return str(self.source)

    def natural_key(self):
        return (*self.edition.natural_key(), self.source.slug)

    natural_key.dependencies = ["cases.edition", "cases.source"]
