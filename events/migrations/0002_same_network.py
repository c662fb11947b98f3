from django.db import migrations

from members.scoping import SameNetwork


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]
    operations = [
        SameNetwork("Gathering", "hidden_by"),
        SameNetwork("Gathering", "host"),
        SameNetwork("Gathering", "entered_by"),
        SameNetwork("Gathering", "series"),
        SameNetwork("Gathering", "published_by"),
        SameNetwork("Gathering", "cancelled_by"),
        SameNetwork("Booking", "gathering"),
        SameNetwork("Booking", "member"),
        SameNetwork("Booking", "entered_by"),
        SameNetwork("Address", "gathering"),
        SameNetwork("AddressShowing", "gathering"),
        SameNetwork("AddressShowing", "booking"),
        SameNetwork("AddressShowing", "to"),
        SameNetwork("Artist", "gathering"),
        SameNetwork("BringItem", "gathering"),
        SameNetwork("BringItem", "added_by"),
        SameNetwork("BringPledge", "item"),
        SameNetwork("BringPledge", "member"),
        SameNetwork("CalendarFeed", "membership"),
        SameNetwork("Encounter", "gathering"),
        SameNetwork("Encounter", "first"),
        SameNetwork("Encounter", "second"),
        SameNetwork("Memory", "hidden_by"),
        SameNetwork("Memory", "gathering"),
        SameNetwork("Memory", "author"),
        SameNetwork("Memory", "entered_by"),
        SameNetwork("GatheringPicture", "uploaded_by"),
        SameNetwork("GatheringPicture", "gathering"),
        SameNetwork("MemoryPicture", "uploaded_by"),
        SameNetwork("MemoryPicture", "memory"),
        SameNetwork("Series", "host"),
    ]
