from django.db import migrations

from members.scoping import SameNetwork


class Migration(migrations.Migration):
    dependencies = [("offers", "0003_offer_pictures")]
    operations = [
        SameNetwork("OfferPicture", "offer"),
        SameNetwork("OfferPicture", "uploaded_by"),
    ]
