from django.db import migrations

from members.scoping import SameNetwork


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0001_initial")]
    operations = [
        SameNetwork("Exchange", "offer"),
        SameNetwork("Exchange", "owner"),
        SameNetwork("Exchange", "answerer"),
        SameNetwork("Exchange", "agreed_by"),
        SameNetwork("Exchange", "ended_by"),
        SameNetwork("Message", "exchange"),
        SameNetwork("Message", "author"),
        SameNetwork("ContactShare", "exchange"),
        SameNetwork("ContactShare", "membership"),
        SameNetwork("Thanks", "exchange"),
        SameNetwork("Thanks", "author"),
        SameNetwork("Thanks", "recipient"),
    ]
