from django.db import migrations

from members.scoping import SameNetwork


class Migration(migrations.Migration):
    dependencies = [("events", "0003_collections")]
    operations = [
        SameNetwork("Collection", "hidden_by"),
        SameNetwork("Collection", "report_public_by"),
        SameNetwork("Collection", "cancelled_by"),
        SameNetwork("Collection", "model"),
        SameNetwork("Collection", "created_by"),
        SameNetwork("Organiser", "collection"),
        SameNetwork("Organiser", "membership"),
        SameNetwork("CollectionPicture", "uploaded_by"),
        SameNetwork("CollectionPicture", "collection"),
        SameNetwork("BilanPicture", "uploaded_by"),
        SameNetwork("BilanPicture", "collection"),
        SameNetwork("Need", "collection"),
        SameNetwork("DropPoint", "collection"),
        SameNetwork("OpeningHours", "point"),
        SameNetwork("VolunteerSlot", "collection"),
        SameNetwork("VolunteerSlot", "point"),
        SameNetwork("Shift", "slot"),
        SameNetwork("Shift", "member"),
        SameNetwork("Pledge", "need"),
        SameNetwork("Pledge", "member"),
        SameNetwork("Pledge", "entered_by"),
        SameNetwork("Pledge", "point"),
        SameNetwork("Pledge", "delivered_to"),
    ]
