import factory
from django.utils import timezone

from coopere.lib.text import search_key
from members.models import Commune, Proposal
from members.models.places import known_as
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


def commune(
    code: str = "91377", name: str = "Massy", postcodes: tuple[str, ...] = ("91300",)
) -> Commune:
    """That commune, as the file of communes has it."""
    codes, department = list(postcodes), code[:2]
    made, _new = Commune.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "department": department,
            "postcodes": codes,
            "population": 10_000,
            "search_key": search_key(name),
            "known_as": known_as(code, name, department, codes),
        },
    )
    return made
