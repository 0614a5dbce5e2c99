"""The catalogue's search column keeps itself; an item of a sequential attempt remembers that one went on."""

from functools import reduce
from operator import add

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models


# Written out: a migration must not change when the model's expression does.
SEARCH = reduce(
    add,
    [
        django.contrib.postgres.search.SearchVector(name, config=config, weight=weight)
        for name, weight in (("title", "A"), ("summary", "B"), ("field", "B"), ("description", "C"))
        for config in ("simple", "english")
    ],
)


class Migration(migrations.Migration):
    dependencies = [("courses", "0002_initial")]

    operations = [
        migrations.AddField(
            model_name="attemptitem",
            name="left_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        # PostgreSQL cannot turn a plain column into a generated one.
        migrations.RemoveIndex(model_name="courseversion", name="course_version_search"),
        migrations.RemoveField(model_name="courseversion", name="search"),
        migrations.AddField(
            model_name="courseversion",
            name="search",
            field=models.GeneratedField(
                db_persist=True,
                editable=False,
                expression=SEARCH,
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="courseversion",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="course_version_search"),
        ),
    ]
