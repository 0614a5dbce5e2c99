from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('credentials', '0002_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='stackrule',
            name='open_ended',
            field=models.BooleanField(default=False),
        ),
    ]
