"""The numbers of each quarter's reports are read from an index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("grants", "0003_application_panels")]

    operations = [
        migrations.AddIndex(
            model_name="report",
            index=models.Index(fields=["state", "period_start", "status", "due_at"], name="report_by_quarter"),
        ),
    ]
