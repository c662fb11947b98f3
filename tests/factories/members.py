from typing import Any

import factory
from allauth.account.models import EmailAddress
from django.utils import timezone

from members.models import Charter, Consent, Gesture, Invitation, Membership, Network, User
from tests.factories.base import TenantFactory

FIRST_NAMES = ["Aïcha", "Benoît", "Clémence", "Driss", "Élodie", "Farid", "Gisèle", "Hugo", "Inès"]
LAST_NAMES = ["Arnaud", "Benali", "Castel", "Diallo", "Esteve", "Faure", "Garnier", "Hamdi"]


class UserFactory(factory.django.DjangoModelFactory):
    """Somebody who signed up, and whose address was verified."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"personne{n}@example.org")
    password = "bonjour-voisins"

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> User:
        user: User = model_class.objects.create_user(**fields)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        Consent.record_signup(user)
        return user


class NetworkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Network

    name = factory.Sequence(lambda n: f"Résidence des Tilleuls {n}")
    town = "Massy"
    postcode = "91300"
    slug = factory.Sequence(lambda n: f"massy-residence-des-tilleuls-{n}")
    presentation = "Six bâtiments autour d’une pelouse."
    state = Network.State.OPEN
    join_policy = Network.JoinPolicy.CODE
    entry_code = "PARCVERT"
    facade_seed = 1974


class MembershipFactory(TenantFactory):
    """A member of today; with `status`, somebody on the threshold or gone."""

    class Meta:
        model = Membership

    class Params:
        without_account = factory.Trait(
            user=None,
            consent_manner=Membership.Consent.SPOKEN,
            consent_at=factory.LazyFunction(timezone.now),
        )
        coordinator = factory.Trait(role=Membership.Role.COORDINATOR)

    network = factory.SubFactory(NetworkFactory)
    user = factory.SubFactory(UserFactory)
    first_name = factory.Iterator(FIRST_NAMES)
    last_name = factory.Iterator(LAST_NAMES)
    building = "B"
    status = Membership.Status.ACTIVE

    @factory.lazy_attribute
    def joined_at(self) -> Any:
        refused = {Membership.Status.PENDING, Membership.Status.DECLINED}
        return None if self.status in refused else timezone.now()

    @factory.lazy_attribute
    def left_at(self) -> Any:
        return timezone.now() if self.status == Membership.Status.LEFT else None

    @factory.lazy_attribute
    def decision_reason(self) -> str:
        decided = {Membership.Status.DECLINED, Membership.Status.EXCLUDED}
        return "Cette adresse n’est pas dans la résidence." if self.status in decided else ""


class CharterFactory(TenantFactory):
    class Meta:
        model = Charter

    network = factory.SubFactory(NetworkFactory)
    version = factory.Sequence(lambda n: n + 1)
    text = "Nous disons bonjour, et nous acceptons qu’un non soit une réponse."


class InvitationFactory(TenantFactory):
    class Meta:
        model = Invitation

    network = factory.SelfAttribute("sponsor.network")
    sponsor = factory.SubFactory(MembershipFactory)
    first_name = "Salomé"


class GestureFactory(TenantFactory):
    class Meta:
        model = Gesture

    network = factory.SubFactory(NetworkFactory)
    kind = Gesture.Kind.EXCHANGE
