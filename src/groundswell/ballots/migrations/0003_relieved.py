from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ballots", "0002_observers"),
    ]

    operations = [
        migrations.AddField(
            model_name="ballot",
            name="relieved",
            field=models.CharField(blank=True, max_length=24),
        ),
    ]
