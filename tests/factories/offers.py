from typing import Any

import factory

from members.scoping import in_network
from offers.models import Offer
from tests.factories.members import MembershipFactory

TITLES = ["Prêt de perceuse", "Cours de guitare", "Arroser vos plantes", "Lit de bébé à donner"]


class OfferFactory(factory.django.DjangoModelFactory):
    """An offer on the board; with `status`, a draft or a closed one.

    With `published_at`, as if it had been published then.
    """

    class Meta:
        model = Offer

    author = factory.SubFactory(MembershipFactory)
    network = factory.SelfAttribute("author.network")
    kind = Offer.Kind.DONATION
    direction = Offer.Direction.PROPOSED
    title = factory.Iterator(TITLES)
    text = "Passez me voir, on en parle."
    status = Offer.Status.OPEN

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> Offer:
        status, at = fields.pop("status"), fields.pop("published_at", None)
        author = fields["author"]
        with in_network(fields["network"]):
            offer = Offer.objects.create(**fields)
            if status != Offer.Status.DRAFT:
                offer.publish(by=author)
            if status == Offer.Status.CLOSED:
                offer.close(by=author, closed_as=Offer.ClosedAs.WITHDRAWN)
            if at:
                offer.published_at = at
                offer.save(update_fields=["published_at"])
        return offer
