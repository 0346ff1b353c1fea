"""The key of the digests, in SQL."""

from django.db import migrations

from kopilka.ledger.queries import table_definitions


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_models")]
    operations = [
        migrations.RunSQL(table_definitions("0003_digest_key"), table_definitions("0003_digest_key.down")),
    ]
