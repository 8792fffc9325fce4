from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.case import Edition, EditionPart
from cases.visibility import published_q


class ParticipationQuerySet(models.QuerySet):
    def get_by_natural_key(self, slug, number, organisation, role):
        return self.get(
            edition__case__slug=slug,
            edition__number=number,
            organisation__slug=organisation,
            role=role,
        )

    def published(self):
        return self.filter(published_q("edition__"))


class Participation(EditionPart):
    class Role(models.TextChoices):
        OPERATOR = "operator", _("operator")
        TECHNOLOGY = "technology", _("technology provider")
        PARTICIPANT = "participant", _("participant")
        INTENDING = "intending", _("joined or intends to join")
        CUSTOMER = "customer", _("customer")
        REGULATOR = "regulator", _("regulator")
        AUTHORISING = "authorising", _("authorising body")
        RECOGNISING = "recognising", _("gave recognition")

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="participations")
    organisation = models.ForeignKey(
        "cases.Organisation",
        models.PROTECT,
        related_name="participations",
        verbose_name=_("organisation"),
    )
    role = models.CharField(_("role"), max_length=12, choices=Role)
    note = models.CharField(
        _("note"), max_length=200, blank=True, help_text=_("What it does, in a few words.")
    )

    objects = ParticipationQuerySet.as_manager()

    class Meta(EditionPart.Meta):
        verbose_name = _("participation")
        verbose_name_plural = _("who takes part")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "organisation", "role"],
                name="participation_role_once_an_organisation",
                violation_error_message=_("This organisation already stands here in that role."),
            ),
        ]

    def __str__(self):
        return f"{self.organisation}, {self.get_role_display()}"

    def natural_key(self):
        return (*self.edition.natural_key(), self.organisation.slug, self.role)

    natural_key.dependencies = ["cases.edition", "cases.organisation"]
