from django.db import migrations

from members.scoping import SameNetwork


class Migration(migrations.Migration):
    dependencies = [("members", "0010_proposals")]
    operations = [SameNetwork("FirstWeekPutAway", "membership")]
