"""The communes of France: how they come into the database, and how people find theirs."""

import json

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from members import communes as file_of_communes
from members.communes import load, rows, write
from members.doors import count_networks_in, listed_networks
from members.models import Commune, Network
from members.models.networks import RESERVED_SLUGS
from tests.crawl import routes
from tests.factories import CommuneFactory, NetworkFactory

# What people type, and the town that must come first.
FIRST = {
    "Saint-Étienne": "Saint-Étienne (42)",
    "saint etienne": "Saint-Étienne (42)",
    "SAINT ETIENNE": "Saint-Étienne (42)",
    "st etienne": "Saint-Étienne (42)",
    "st-étienne": "Saint-Étienne (42)",
    "stetienne": "Saint-Étienne (42)",
    "ste": "Saint-Étienne (42)",
    "42000": "Saint-Étienne (42)",
    "42100 saint étienne": "Saint-Étienne (42)",
    "sant etiene": "Saint-Étienne (42)",
    "massy": "Massy (91300)",
    "Massy (91300)": "Massy (91300)",
    "massy essonne": "Massy (91300)",
    "massy 76": "Massy (76270)",
    "91300": "Massy (91300)",
    "913": "Massy (91300)",
    "le havre": "Le Havre (76)",
    "havre": "Le Havre (76)",
    "lehavre": "Le Havre (76)",
    "l'hay les roses": "L’Haÿ-les-Roses (94240)",
    "hay-les-roses": "L’Haÿ-les-Roses (94240)",
    "l’haÿ": "L’Haÿ-les-Roses (94240)",
    "aix en pr": "Aix-en-Provence (13)",
    "aixenprovence": "Aix-en-Provence (13)",
    "bains aix": "Aix-les-Bains (73100)",
    "chalon s/ saone": "Chalon-sur-Saône (71100)",
    "par": "Paris (75)",
    "75": "Paris (75)",
    "paris 11": "Paris 11e (75011)",
    "paris 11eme": "Paris 11e (75011)",
    "75011": "Paris 11e (75011)",
    "75116": "Paris 16e (75)",
    "lyon": "Lyon (69)",
    "lyon 3e": "Lyon 3e (69003)",
    "marseille 1er": "Marseille 1er (13001)",
    "13": "Marseille (13)",
    "ajaccio": "Ajaccio (2A)",
    "20200": "Bastia (2B)",
    "2b": "Bastia (2B)",
    "97400": "Saint-Denis (974)",
    "fort de france": "Fort-de-France (972)",
    "st denis 93": "Saint-Denis (93)",
    "marsielle": "Marseille (13)",
    "strassbourg": "Strasbourg (67)",
    "toulousse": "Toulouse (31)",
    "villejiuf": "Villejuif (94800)",
    "lile": "Lille (59)",
    "parsi": "Paris (75)",
    "evrycourcouronnes": "Évry-Courcouronnes (91)",
    "clermon ferran": "Clermont-Ferrand (63)",
    "y": "Y (80190)",
    "noisy le g": "Noisy-le-Grand (93160)",
    "œuilly": "Œuilly (51480)",
}


def test_every_query_finds_first_what_the_neighbour_means(communes):
    found = {text: str(next(iter(Commune.objects.found_by(text)), None)) for text in FIRST}
    assert len(found) > 50
    assert found == FIRST


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("villejuif", "Villejuif (94800)"),
        ("42000", "Saint-Étienne (42)"),
        ("Massy (76270)", "Massy (76270)"),
        ("Saint-Étienne (42)", "Saint-Étienne (42)"),
        ("75011", "Paris 11e (75011)"),
        # Two of that name, many of that beginning, one that only looks like it: one must choose.
        ("massy", "None"),
        ("sain", "None"),
        ("villejiuf", "None"),
        ("", "None"),
    ],
)
def test_town_is_meant_when_it_can_be_no_other(towns, text, meant):
    assert str(Commune.objects.meant_by(text)) == meant


def test_hamlets_of_one_name_do_not_hide_the_town_that_begins_so(db):
    for number in range(9):
        CommuneFactory(code=f"0800{number}", name="Verrières", population=number)
    CommuneFactory(code="91645", name="Verrières-le-Buisson", population=15_000)
    names = [(found.name, found.population) for found in Commune.objects.found_by("verrieres")]
    hamlets = [("Verrières", number) for number in (8, 7, 6, 5)]
    assert names[:5] == [*hamlets, ("Verrières-le-Buisson", 15_000)]
    assert len(names) == 8


@pytest.fixture
def towns(db):
    """A few towns; of the file, only one test wants all."""
    CommuneFactory()
    CommuneFactory(code="76416", postcodes=["76270"], population=300)
    CommuneFactory(code="94076", name="Villejuif", postcodes=["94800"])
    CommuneFactory(code="42218", name="Saint-Étienne", postcodes=["42000", "42100", "42230"])
    CommuneFactory(code="76575", name="Saint-Étienne-du-Rouvray", postcodes=["76800"])
    CommuneFactory(code="75056", name="Paris", postcodes=["75010", "75011"])
    CommuneFactory(code="75111", name="Paris 11e", postcodes=["75011"])
    CommuneFactory(code="75110", name="Paris 10e", postcodes=["75010"])


@pytest.mark.parametrize("text", ["", "  ", "…", "\x00", "%", "_", "a" * 80, "' OR 1=1 --", "東京"])
def test_odd_texts_find_nothing_and_break_nothing(towns, text):
    assert Commune.objects.found_by(text) == []


def test_search_asks_once_and_again_only_for_misspellings(towns):
    for text, asked in {"villejuif": 1, "villejiuf": 2}.items():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert str(Commune.objects.found_by(text)[0]) == "Villejuif (94800)"
        assert len(queries) == asked


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("Massy", "à Massy"),
        ("Le Havre", "au Havre"),
        ("Les Ulis", "aux Ulis"),
        ("La Rochelle", "à La Rochelle"),
        ("Lestrem", "à Lestrem"),
    ],
)
def test_one_says_where_as_in_french(name, at):
    assert Commune(name=name).at == at


# -- The file -------------------------------------------------------------------------------------


def test_file_holds_every_commune_and_loading_twice_changes_nothing(communes):
    known = Commune.objects.in_bulk()
    assert len(known) == 35_009
    assert {known[code].name for code in ("2A004", "97411", "75111")} == {
        *("Ajaccio", "Saint-Denis", "Paris 11e")
    }
    marseille = known["13055"]
    assert (marseille.department, len(marseille.postcodes)) == ("13", 16)
    Commune.objects.filter(pk="91377").update(name="Macy", population=1)
    assert load() == 35_009
    massy = Commune.objects.get(pk="91377")
    assert (massy.name, massy.population) == (known["91377"].name, known["91377"].population)


def test_loading_says_how_many(db, capsys):
    call_command("communes")
    assert capsys.readouterr().out == "35009 communes.\n"


def test_release_loads_the_towns_after_the_migrations():
    script = (settings.BASE_DIR / "deploy" / "release").read_text()
    assert 0 < script.index("manage.py migrate") < script.index("manage.py communes")


def test_file_is_made_anew_from_the_package(tmp_path, monkeypatch):
    """Former communes are left out, as are islands where nobody has a postcode."""
    found = [
        {"code": "75111", "nom": "Paris 11e Arrondissement", "type": "arrondissement-municipal"},
        {"code": "01001", "nom": "L'Abergement-Clémenciat", "type": "commune-actuelle"},
        {"code": "01015", "nom": "Arbignieu", "type": "commune-deleguee"},
    ]
    for one in found:
        one |= {"departement": one["code"][:2], "codesPostaux": ["00000"], "population": 3}
    found.append({"code": "98901", "nom": "Clipperton", "type": "commune-actuelle"})
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "communes.json").write_text(json.dumps(found))
    monkeypatch.setattr(file_of_communes, "FILE", tmp_path / "communes.csv.xz")
    assert write(tmp_path) == 2
    assert list(rows()) == [
        ("01001", "L’Abergement-Clémenciat", "01", ["00000"], 3),
        ("75111", "Paris 11e", "75", ["00000"], 3),
    ]


# -- Networks and their towns ---------------------------------------------------------------------


def test_network_settles_in_the_commune_of_its_name_and_postcode(towns):
    network = NetworkFactory(town="MASSY", postcode="91300")
    network.settle()
    assert str(Network._base_manager.get(pk=network.pk).commune) == "Massy (91300)"
    network.postcode = "91399"
    network.settle()
    assert network.commune is None


def test_arrondissement_and_its_city_share_their_networks(towns):
    of_eleventh = NetworkFactory(commune_id="75111", town="Paris", postcode="75011")
    of_city = NetworkFactory(commune_id="75056", town="Paris", postcode="75011")
    here = {
        commune.pk: set(listed_networks().filter(commune.networks_here))
        for commune in Commune.objects.filter(department="75")
    }
    assert here == {
        "75056": {of_eleventh, of_city},
        "75111": {of_eleventh, of_city},
        "75110": set(),
    }
    counts = count_networks_in(Commune.objects.filter(department="75"))
    assert counts == {"75056": 2, "75111": 2, "75110": 0}
    for network in (of_eleventh, of_city):
        where = Commune.objects.where(network.commune_id, network.postcode)
        assert set(where.values_list("pk", flat=True)) == {"75056", "75111"}


def test_nearest_networks_share_the_postcode_then_the_department(towns):
    massy = Commune.objects.get(pk="91377")
    antony = NetworkFactory(town="Antony", postcode="92160", commune_id="94076")
    palaiseau = CommuneFactory(code="91477", name="Palaiseau", postcodes=["91120"])
    far = NetworkFactory(town="Palaiseau", postcode="91120", commune=palaiseau)
    near = NetworkFactory(town="Zébreville", postcode="91300", commune=palaiseau)
    assert list(listed_networks().near(massy)) == [near, far]
    assert antony in listed_networks()


# -- Addresses that no network may take -----------------------------------------------------------


def test_every_page_below_reseaux_has_its_word_reserved():
    words = {
        route.path.split("/")[1] for route in routes() if route.path.startswith("reseaux/")
    } - {"", "<slug:slug>"}
    assert words <= set(RESERVED_SLUGS)
    assert "communes" in words


@pytest.mark.parametrize("slug", RESERVED_SLUGS)
def test_network_is_not_called_as_a_page_of_the_site(db, slug):
    with pytest.raises(ValidationError, match="page du site"):
        Network(name="A", town="B", postcode="91300", slug=slug).full_clean(exclude=["facade_seed"])
    with pytest.raises(IntegrityError, match="network_slug_is_free"), transaction.atomic():
        NetworkFactory(slug=slug)
