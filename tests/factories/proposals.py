import factory
from django.utils import timezone

from members.models import Proposal
from tests.factories.members import UserFactory


class ProposalFactory(factory.django.DjangoModelFactory):
    """A network that somebody proposes; with `status`, one that was answered."""

    class Meta:
        model = Proposal

    proposer = factory.SubFactory(UserFactory)
    first_name = "Nora"
    last_name = "Belkacem"
    town = "Massy"
    postcode = "91300"
    place = "Les Graviers"
    homes = 140
    why = "On se croise dans l’ascenseur depuis dix ans sans rien se demander."
    companions = "Deux voisines de mon étage."
    status = Proposal.Status.WAITING

    @factory.lazy_attribute
    def ended_at(self):
        return None if self.status == Proposal.Status.WAITING else timezone.now()

    @factory.lazy_attribute
    def reason(self):
        return "Elle est trop grande." if self.status == Proposal.Status.REFUSED else ""
