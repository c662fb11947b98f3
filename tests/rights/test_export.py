"""My data hold all that is mine, and nothing that is another's."""

from django.apps import apps
from django.db.models import Field, ForeignKey, OneToOneField

from coopere.rights.export import chapters_of, fields_of
from coopere.rights.labels import label_of
from coopere.rights.sections import NOT_EXPORTED, SECTIONS
from members.models import Membership, Notification, User
from members.models.notices import Kind
from members.scoping import in_network
from tests.canary import WORDS, plant
from tests.factories import MembershipFactory
from tests.personas import World


def keys_to_people() -> set[str]:
    """Every key of every model that leads to a person or to their account."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey | OneToOneField)
        and field.related_model in {Membership, User}
    }


def exported() -> set[str]:
    return {f"{s.model}.{way}" for s in SECTIONS for way in s.ways if way != "pk"}


def test_every_key_to_a_person_is_handed_over_or_has_a_reason_not_to_be():
    assert keys_to_people() == exported() | set(NOT_EXPORTED)
    assert exported() & set(NOT_EXPORTED) == set()
    assert all(len(why) > 15 for why in NOT_EXPORTED.values())


def test_a_new_key_would_be_missed():
    """The control: each one is asked for by name."""
    assert {"offers.Offer.author", "members.Report.whose"} <= keys_to_people()


def test_every_field_is_called_by_a_french_name():
    unnamed = {
        f"{section.model}.{field.name}"
        for section in SECTIONS
        for field in fields_of(section)
        if label_of(field) == field.name.replace("_", " ") and not is_french(field)
    }
    assert unnamed == set()


def is_french(field: Field) -> bool:
    """Words that the two languages share."""
    return field.name in {"commune", "version"}


def texts_of(person: Membership) -> str:
    return "\n".join(
        words
        for chapter in chapters_of(person.user)
        for line in chapter.lines
        for _label, words in line
    )


# What of each field of the network the author reads in their own data.
OTHERS_SECRETS = {
    "members.Membership.decision_reason",
    "members.Network.entry_code",
    "members.Invitation.secret",
    "events.CalendarFeed.secret",
    "events.Address.text",
    "events.Pledge.passer_name",
    "exchanges.Thanks.hidden_reason",
    "exchanges.Message.hidden_reason",
}


def test_author_finds_their_own_words_and_none_of_others_secrets(world: World):
    author = world.parc.author
    with in_network(author.network):
        plant(world.parc)
    found = {name for name, word in WORDS.items() if word in texts_of(author).casefold()}
    assert found >= {
        *(f"members.Membership.{n}" for n in ("last_name", "phone", "about", "entrance", "floor")),
        *("offers.Offer.title", "offers.Offer.text", "exchanges.Message.text"),
        *("events.Gathering.title", "events.Memory.text", "members.Invitation.email"),
        *("events.Collection.title", "exchanges.Thanks.text", "offers.OfferPicture.alt"),
    }
    assert found & OTHERS_SECRETS == set()


def test_nobody_is_named_beyond_their_first_name_and_initial(world: World):
    author, other = world.parc.author, world.parc.answerer
    words = texts_of(author)
    assert other.display_name in words
    assert other.last_name not in words
    assert other.user.email not in words


def test_person_reads_that_they_were_let_in_and_not_by_whom(world: World):
    parc, denise = world.parc.network, world.parc.people["coordinator"]
    newcomer = MembershipFactory(network=parc, status="pending")
    with in_network(parc):
        newcomer.accept(by=denise)
        assert Notification.objects.get(to=newcomer, kind=Kind.ACCEPTED).by == denise
    [news] = [c for c in chapters_of(newcomer.user) if c.model == "members.Notification"]
    assert len(news.rows) == 1
    assert denise.display_name not in texts_of(newcomer)


def test_member_of_both_finds_both_networks(world: World):
    words = texts_of(world.parc.both)
    assert world.parc.network.full_name in words
    assert world.zola.network.full_name in words


def test_person_reported_does_not_read_who_reported_nor_before_the_decision(world: World):
    author = world.parc.author
    report = world.parc.reports["upheld"]
    words = texts_of(author)
    assert report.decision_reason in words
    with in_network(author.network):
        voice = report.voices.get()
    assert voice.words not in words
