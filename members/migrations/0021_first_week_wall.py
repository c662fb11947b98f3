from django.db import migrations

from members.scoping import SameNetwork


class Migration(migrations.Migration):
    dependencies = [("members", "0020_proposals")]
    operations = [SameNetwork("FirstWeekPutAway", "membership")]
