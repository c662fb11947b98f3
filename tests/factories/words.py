import factory

from coopere.models import Quote


class QuoteFactory(factory.django.DjangoModelFactory):
    """A quote that has its turn already; `Quote.add` makes one that waits until tomorrow."""

    class Meta:
        model = Quote

    text = factory.Sequence(lambda number: f"Nous sommes voisins, dit le numéro {number}.")
    author = "Jean de La Fontaine"
    work = "Fables"
    side = factory.Sequence(lambda number: number % 2)
    added_on = "2000-01-01"
