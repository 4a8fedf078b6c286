"""A report keeps what was typed, so that an unreadable figure is not lost and two writers notice each other."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("grants", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="report",
            name="typed",
            field=models.JSONField(
                blank=True, default=dict, help_text="Each box as it was typed, with who saved it and when"
            ),
        ),
    ]
