"""An application keeps who saved each of its tables; a submission keeps the PDF of its receipt."""

import django.db.models.deletion
from django.db import migrations, models

import core.isolation


class Migration(migrations.Migration):
    dependencies = [("grants", "0002_report_typed"), ("core", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="application",
            name="no_labor_reason",
            field=models.TextField(
                blank=True, help_text="Why nobody speaks for labor or workers at the table, where nobody does"
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="panels",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="submission",
            name="receipt",
            field=core.isolation.StateForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.storedfile",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=core.isolation.SameState("receipt", name="grants_submission_receipt_same_state"),
        ),
    ]
