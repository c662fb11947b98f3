from django.db import migrations

from members.scoping import SameNetwork


class Migration(migrations.Migration):
    dependencies = [("offers", "0001_initial")]
    operations = [
        SameNetwork("Offer", "author"),
        SameNetwork("Offer", "entered_by"),
        SameNetwork("Offer", "hidden_by"),
    ]
