from django.db import migrations

from members.scoping import SameNetwork


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]
    operations = [
        SameNetwork("Membership", "sponsor"),
        SameNetwork("Membership", "godparent"),
        SameNetwork("Membership", "consent_recorded_by"),
        SameNetwork("Membership", "decided_by"),
        SameNetwork("CharterAcceptance", "membership"),
        SameNetwork("CharterAcceptance", "charter"),
        SameNetwork("Invitation", "sponsor"),
        SameNetwork("Invitation", "used_by"),
    ]
