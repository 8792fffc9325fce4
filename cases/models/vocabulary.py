"""What figures are made of: the sources that state them and the metrics they are values of."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.fields import EDTFField, edtf_bound, has_begun
from cases.models.case import Edition
from cases.models.source_check import SourceCheck
from cases.visibility import CLOSED
from directions.addresses import Addressed
from directions.constraints import FieldCheck
from directions.history import History


class SourceQuerySet(models.QuerySet):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)

    def on_record(self):
        """Sources that a case on record cites, and the origins that those repeat."""
        said = Edition.objects.on_record()
        cited = Exists(said.filter(references__source=OuterRef("pk")))
        repeating = self.model.objects.filter(cited, derived_from=OuterRef("pk"))
        return self.filter(cited | Exists(repeating))

    def failing(self):
        """Sources whose last check had no answer, or missed words that the register quotes."""
        return self.filter(pk__in=SourceCheck.objects.newest().troubled().values("source"))

    def with_last_check(self):
        newest = SourceCheck.objects.newest()
        return self.prefetch_related(Prefetch("checks", newest, to_attr="last_checks"))


class Source(Addressed):
    class Kind(models.TextChoices):
        ARTICLE = "article", _("article")
        REPORT = "report", _("report")
        PAPER = "paper", _("white paper")
        STATEMENT = "statement", _("statement")

    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.ARTICLE)
    publisher = models.CharField(_("publisher"), max_length=120)
    url = models.URLField(
        _("web address"), max_length=500, blank=True, help_text=_("Empty if we read no page of it.")
    )
    archived_url = models.URLField(_("archived copy"), max_length=500, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    published = EDTFField(_("published"), validators=[has_begun])
    published_earliest = edtf_bound()
    published_latest = edtf_bound()
    derived_from = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="repeated_by",
        verbose_name=_("derived from"),
        help_text=_("The sources that this one translates, retells or quotes."),
    )
    note = models.TextField(_("note"), blank=True)
    helpful_yes = models.PositiveIntegerField(
        _("readers who found it helpful"),
        null=True,
        blank=True,
        help_text=_("If the page says so itself: “93 out of 132”."),
    )
    helpful_total = models.PositiveIntegerField(_("readers asked"), null=True, blank=True)

    objects = SourceQuerySet.as_manager()
    history = History(m2m_fields=[derived_from])

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["publisher", "title", "pk"]
        constraints = [
            FieldCheck(
                field="helpful_total",
                condition=Q(helpful_yes__isnull=True, helpful_total__isnull=True)
                | Q(
                    helpful_yes__isnull=False,
                    helpful_total__isnull=False,
                    helpful_total__gte=F("helpful_yes"),
                ),
                name="source_helpful_of_at_least_as_many",
                violation_error_message=_(
                    "Give both numbers or neither; no more can find it helpful than were asked."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.publisher}: {self.title}"

    def natural_key(self):
        return (self.slug,)

    @property
    def last_check(self):
        """Of a source that was read `with_last_check()`; None if it was never asked."""
        return self.last_checks[0] if self.last_checks else None


class MetricManager(models.Manager):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)


CURRENCIES = ["CNY", "EUR", "GBP", "HKD", "JPY", "SGD", "USD"]
PERCENT = "%"


class Metric(models.Model):
    """What a figure measures. Only figures of one metric can be compared or added up."""

    class Measures(models.TextChoices):
        MONEY = "money", _("money")
        ACTORS = "actors", _("people or firms")
        RECORDS = "records", _("records")
        SPEED = "speed", _("speed")
        OTHER = "other", _("something else")

    class Kind(models.TextChoices):
        TOTAL = "total", _("total to date")
        PERIOD = "period", _("in a period")
        LEVEL = "level", _("level at a date")
        RATE = "rate", _("rate")
        CHANGE = "change", _("change")
        CEILING = "ceiling", _("ceiling")

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    measures = models.CharField(_("measures"), max_length=8, choices=Measures)
    unit = models.CharField(
        _("unit"),
        max_length=40,
        help_text=_("A currency (CNY), % or what is counted: invoices, transactions a day."),
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    definition = models.CharField(
        _("definition"), max_length=300, blank=True, help_text=_("What is counted, and what not.")
    )
    recheck_months = models.PositiveSmallIntegerField(
        _("old after months"),
        default=24,
        help_text=_("A figure older than this is marked as old."),
    )

    objects = MetricManager()
    history = History()

    class Meta:
        verbose_name = _("metric")
        verbose_name_plural = _("metrics")
        ordering = ["name"]
        constraints = [
            FieldCheck(
                field="unit",
                condition=~Q(kind__in=["rate", "change"], unit__in=CURRENCIES),
                name="metric_rate_or_change_not_in_money",
                violation_error_message=_(
                    "A rate or a change is not an amount of money. Its unit is the percent sign "
                    "or a count, such as “transactions a day”."
                ),
            ),
            FieldCheck(
                field="unit",
                condition=~Q(kind__in=["total", "period"], unit=PERCENT),
                name="metric_total_not_in_percent",
                violation_error_message=_("A total is not a percentage."),
            ),
            FieldCheck(
                field="measures",
                condition=Q(measures="money") | ~Q(unit__in=CURRENCIES),
                name="metric_currency_measures_money",
                violation_error_message=_("An amount in a currency measures money."),
            ),
        ]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.slug,)

    def clean(self):
        """Nobody who cites a figure of an edition may find it in another currency."""
        super().clean()
        before = Metric.objects.filter(pk=self.pk).values_list("unit", flat=True).first()
        restated = before not in (None, self.unit) and {before, self.unit} & {*CURRENCIES, PERCENT}
        if restated and self.figures.filter(edition__state__in=CLOSED).exists():
            message = gettext(
                "Published figures are in %(unit)s. Begin another metric for this unit."
            )
            raise ValidationError({"unit": message % {"unit": before}})
