import factory

from coopere.models import ContactMessage, Page, Quote


class QuoteFactory(factory.django.DjangoModelFactory):
    """A quote that has its turn already; `Quote.add` makes one that waits until tomorrow."""

    class Meta:
        model = Quote

    text = factory.Sequence(lambda number: f"Nous sommes voisins, dit le numéro {number}.")
    author = "Jean de La Fontaine"
    work = "Fables"
    side = factory.Sequence(lambda number: number % 2)
    added_on = "2000-01-01"


class PageFactory(factory.django.DjangoModelFactory):
    """The one row of that page, with the text that ships."""

    class Meta:
        model = Page
        django_get_or_create = ("slug",)

    slug = "historique"


class ContactMessageFactory(factory.django.DjangoModelFactory):
    """What somebody wrote to the site, and nobody answered yet."""

    class Meta:
        model = ContactMessage

    subject = "question"
    name = "Sami"
    email = "sami@example.org"
    text = "Où trouver le code d’entrée ?"
    origin = factory.Sequence(lambda number: f"{number:064x}")
