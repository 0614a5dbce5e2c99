from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courses", "0005_version_writers")]

    operations = [
        migrations.AddField(
            model_name="attemptitem",
            name="waits_since",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="attemptitem",
            index=models.Index(
                condition=models.Q(("waits_since__isnull", False)),
                fields=["waits_since"],
                name="attempt_item_waiting",
            ),
        ),
    ]
