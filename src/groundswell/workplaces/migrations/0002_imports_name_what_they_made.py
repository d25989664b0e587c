import django.db.models.deletion
from django.db import migrations, models

TABLES = {"unit": "Unit", "headcount": "Headcount", "test": "StrengthTest"}


def name_what_was_made(apps, editor):
    """The notes of what an import made become the name of the import in the rows themselves."""
    notes = apps.get_model("workplaces", "ImportChange").objects.filter(before__isnull=True)
    for note in notes.iterator():
        apps.get_model("workplaces", TABLES[note.table]).objects.filter(pk=note.row).update(made_by=note.of_id)
    notes.delete()
    editor.connection.check_constraints()  # now: PostgreSQL makes no index on a table with checks left for the end


class Migration(migrations.Migration):
    dependencies = [
        ("workplaces", "0001_initial"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="import",
            name="rows",
        ),
        migrations.AddField(
            model_name="headcount",
            name="made_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="workplaces.import"
            ),
        ),
        migrations.AddField(
            model_name="import",
            name="merges",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="strengthtest",
            name="made_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="workplaces.import"
            ),
        ),
        migrations.AddField(
            model_name="unit",
            name="made_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="workplaces.import"
            ),
        ),
        migrations.RunPython(name_what_was_made, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="importchange",
            name="before",
            field=models.JSONField(),
        ),
    ]
