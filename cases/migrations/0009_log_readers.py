"""Who may read what was done: publishers everything, stewards the records in their care."""

from django.db import migrations

CARE = [("directions", "direction"), ("directions", "field"), ("cases", "metric")]
REST = [("cases", "organisation"), ("cases", "organisationname"), ("cases", "source")]


def historical(models):
    return [(app, f"historical{model}") for app, model in models]


READERS = {
    "Publishers": [("cases", "event"), *historical(CARE + REST)],
    "Stewards": historical(CARE),
}


def let_read(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for name, models in READERS.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.add(*(view_permission(apps, *model) for model in models))


def view_permission(apps, app, model):
    """Permissions come only after all migrations; the groups need theirs now."""
    content_type, _created = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app, model=model
    )
    found, _created = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename=f"view_{model}",
        defaults={"name": f"Can view {model}"},
    )
    return found


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_source_checks")]
    operations = [migrations.RunPython(let_read, migrations.RunPython.noop)]
