"""Rights to move cases between directions, to merge organisations and to log where one looked."""

from importlib import import_module

from django.db import migrations

permission = import_module("cases.migrations.0002_groups").permission

LOOK = {"view": ["enquiry"], "add": ["enquiry"], "change": ["enquiry"]}
GRANTS = {
    "Editors": [LOOK],
    "Publishers": [LOOK, {"merge": ["organisation"]}],
    "Stewards": [LOOK, {"delete": ["enquiry"], "move": ["edition"]}],
}


def grant(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for name, grants in GRANTS.items():
        group, _created = Group.objects.get_or_create(name=name)
        for rights in grants:
            for verb, models in rights.items():
                group.permissions.add(*(permission(apps, verb, model) for model in models))


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0010_import_batches'),
        ('directions', '0003_enquiries'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='edition',
            options={'ordering': ['case', '-number'], 'permissions': [('publish_edition', 'Can publish editions'), ('withdraw_edition', 'Can withdraw published editions'), ('move_edition', 'Can move cases to another direction, as drafts')], 'verbose_name': 'edition', 'verbose_name_plural': 'editions'},
        ),
        migrations.AlterModelOptions(
            name='organisation',
            options={'ordering': ['name'], 'permissions': [('merge_organisation', 'Can merge two organisations')], 'verbose_name': 'organisation', 'verbose_name_plural': 'organisations'},
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
