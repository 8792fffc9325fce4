"""A stage that is not stated has no date: those that editors gave one lose it first."""

import directions.constraints
from django.conf import settings
from django.db import migrations, models


def clear(apps, schema_editor):
    undated = {"stage_as_of": "", "stage_as_of_earliest": None, "stage_as_of_latest": None}
    dated = apps.get_model("cases", "Edition").objects.exclude(stage_as_of="")
    dated.filter(stage="").update(**undated)


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0017_entries_by_serial'),
        ('directions', '0003_enquiries'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(clear, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='edition',
            constraint=directions.constraints.FieldCheck(condition=models.Q(models.Q(('stage', ''), _negated=True), ('stage_as_of', ''), _connector='OR'), field='stage_as_of', name='edition_stage_as_of_unless_not_stated', violation_error_message='A stage that is not stated has no date.'),
        ),
    ]
