"""The towns a new portal knows; operators add more."""

from django.db import migrations

from employers.geography import TOWNS, key_of


def add_towns(apps, schema_editor):
    Place = apps.get_model("employers", "Place")
    Place.objects.bulk_create(
        [
            Place(country=country, name=name, key=key_of(name))
            for country, names in TOWNS.items()
            for name in names.split("|")
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("employers", "0001_initial")]
    operations = [migrations.RunPython(add_towns, migrations.RunPython.noop)]
