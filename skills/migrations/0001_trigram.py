from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    """The extension first: the skills' indexes need its operator class."""

    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [TrigramExtension()]
