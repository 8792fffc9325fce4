"""The three groups that editors of the register belong to, with what each may do."""

from django.db import migrations

PARTS = ["participation", "figure", "milestone", "reference"]
READ = {"view": ["direction", "field", "metric", "case", "edition", *PARTS]}
SHARED = {"view": ["organisation", "organisationname", "source"]}
EDIT = {
    "add": ["case", "organisation", "organisationname", "source", *PARTS],
    "change": ["case", "edition", "organisation", "organisationname", "source", *PARTS],
    "delete": ["organisationname", *PARTS],
}
GROUPS = {
    "Editors": [READ, SHARED, EDIT],
    "Publishers": [READ, SHARED, EDIT, {"publish": ["edition"], "withdraw": ["edition"]}],
    "Stewards": [
        READ,
        SHARED,
        {verb: ["direction", "field", "metric"] for verb in ("add", "change", "delete")},
    ],
}
NAMES = {
    "publish_edition": "Can publish editions",
    "withdraw_edition": "Can withdraw published editions",
    "move_edition": "Can move cases to another direction, as drafts",
    "merge_organisation": "Can merge two organisations",
}
APPS = {"direction": "directions", "field": "directions", "enquiry": "directions"}


def make_groups(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for name, grants in GROUPS.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.add(
            *(
                permission(apps, verb, model)
                for grant in grants
                for verb, models in grant.items()
                for model in models
            )
        )


def permission(apps, verb, model):
    """Permissions come only after all migrations; the groups need theirs now."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    content_type, _created = ContentType.objects.get_or_create(
        app_label=APPS.get(model, "cases"), model=model
    )
    codename = f"{verb}_{model}"
    found, _created = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename=codename,
        defaults={"name": NAMES.get(codename, f"Can {verb} {model}")},
    )
    return found


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
