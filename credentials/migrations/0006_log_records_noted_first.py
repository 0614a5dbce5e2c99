from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('credentials', '0005_transparency_log'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='logrecord',
            options={'ordering': ['index', 'pk']},
        ),
        migrations.AlterField(
            model_name='logrecord',
            name='index',
            field=models.PositiveBigIntegerField(blank=True, null=True, unique=True),
        ),
    ]
