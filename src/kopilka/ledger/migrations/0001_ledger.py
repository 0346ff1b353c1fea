"""The tables of the ledger, in SQL."""

from django.db import migrations

from kopilka.ledger.queries import table_definitions


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(table_definitions("0001_ledger"), table_definitions("0001_ledger.down")),
        migrations.RunSQL(table_definitions("0002_views"), table_definitions("0002_views.down")),
    ]
