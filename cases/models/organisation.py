from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch
from django.utils.translation import gettext_lazy as _

from cases.models.batch import batch_key
from cases.models.case import Edition
from cases.visibility import on_day, published_q
from directions.addresses import Addressed
from directions.history import History


class OrganisationQuerySet(models.QuerySet):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)

    def published(self):
        """Organisations that take part in a published case, with the number of those cases."""
        if not on_day.get():
            counted = self.filter(standing__cases__gt=0).annotate(case_count=F("standing__cases"))
            return counted.order_by("name", "pk")
        cases = Count(
            "participations__edition__case",
            filter=published_q("participations__edition__"),
            distinct=True,
        )
        return self.annotate(case_count=cases).filter(case_count__gt=0).order_by("name", "pk")

    def on_record(self):
        """Those, and the ones that only an earlier edition of a live case names."""
        here = OuterRef("pk")
        return self.filter(
            Exists(Edition.objects.on_record().filter(participations__organisation=here))
        )

    def with_names(self):
        return self.prefetch_related(
            Prefetch("names", OrganisationName.objects.order_by("kind", "name"))
        )


class Organisation(Addressed):
    class Kind(models.TextChoices):
        COMPANY = "company", _("company")
        BANK = "bank", _("bank")
        GOVERNMENT = "government", _("government body")
        PUBLIC = "public", _("public institution")
        ALLIANCE = "alliance", _("alliance or association")
        OTHER = "other", _("other")

    name = models.CharField(_("name"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    place = models.CharField(
        _("place"), max_length=80, blank=True, help_text=_("City and province, if a source says.")
    )
    note = models.CharField(
        _("note"), max_length=300, blank=True, help_text=_("What a reader has to know of it.")
    )
    batch = batch_key("organisations")

    objects = OrganisationQuerySet.as_manager()
    history = History(excluded_fields=["batch"])

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        permissions = [("merge_organisation", _("Can merge two organisations"))]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.slug,)


class OrganisationNameManager(models.Manager):
    def get_by_natural_key(self, slug, name):
        return self.get(organisation__slug=slug, name=name)


class OrganisationName(models.Model):
    """Another name that readers may know an organisation by."""

    class Kind(models.TextChoices):
        OFFICIAL = "official", _("official name")
        TRANSLATION = "translation", _("translation")
        FORMER = "former", _("former name")
        ARTICLE = "article", _("as the article has it")

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="names", verbose_name=_("organisation")
    )
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(
        _("language"), max_length=10, default="en", help_text=_("Its code: en, zh-Hans, …")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)

    objects = OrganisationNameManager()
    history = History()

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="organisation_other_name_once",
                violation_error_message=_("This organisation already has that name."),
            ),
        ]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.organisation.slug, self.name)

    natural_key.dependencies = ["cases.organisation"]
