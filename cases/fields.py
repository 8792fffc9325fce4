from django.db import models
from django.utils.translation import gettext_lazy as _

from cases import dates
from directions.models import not_in_future


class EDTFField(models.CharField):
    """A date as its source gives it, e.g. "2018-04" or "2019?-06-22".

    The model declares <name>_earliest and <name>_latest beside it, which filters and sorts use;
    they follow the text at every save, also that of a fixture.
    """

    default_validators = [dates.validate]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("blank", True)
        kwargs.setdefault(
            "help_text",
            _("As precise as the source: 2018, 2018-04, 2018-04-05; 2019? where it is not sure."),
        )
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls, name, **kwargs):
        super().contribute_to_class(cls, name, **kwargs)
        if not cls._meta.abstract:
            models.signals.pre_save.connect(self.set_bounds, sender=cls)

    def set_bounds(self, instance, **kwargs):
        text = getattr(instance, self.attname)
        earliest, latest = dates.bounds(text) if text else (None, None)
        setattr(instance, f"{self.attname}_earliest", earliest)
        setattr(instance, f"{self.attname}_latest", latest)

    def pre_save(self, instance, add):
        self.set_bounds(instance)  # bulk_create sends no signal
        return super().pre_save(instance, add)


def has_begun(text):
    """What happened did so by now: of “2026-12” the first day has come, if nothing later."""
    if day := dates.earliest(text):
        not_in_future(day)


def edtf_bound():
    return models.DateField(null=True, editable=False)
