import factory
from django.utils import timezone

from coopere.lib.text import search_key
from members.models import Commune, Interest
from members.models.places import known_as


class CommuneFactory(factory.django.DjangoModelFactory):
    """Massy, unless told; the rows of the file are loaded by the fixture `communes`."""

    class Meta:
        model = Commune
        django_get_or_create = ("code",)

    code = "91377"
    name = "Massy"
    department = factory.LazyAttribute(lambda commune: commune.code[:2])
    postcodes = factory.LazyAttribute(lambda commune: ["91300"])
    population = 50_000

    @factory.lazy_attribute
    def search_key(self) -> str:
        return search_key(self.name)

    @factory.lazy_attribute
    def known_as(self) -> str:
        return known_as(self.code, self.name, self.department, self.postcodes)


class InterestFactory(factory.django.DjangoModelFactory):
    """Somebody who asked to be told, and has confirmed nothing yet; `confirmed` says that too."""

    class Meta:
        model = Interest

    class Params:
        confirmed = factory.Trait(confirmed_at=factory.SelfAttribute("asked_at"))

    email = factory.Sequence(lambda n: f"attente{n}@example.org")
    commune = factory.SubFactory(CommuneFactory)
    asked_at = factory.LazyFunction(timezone.now)
