"""What a host writes for everybody, and what says where they live."""

import pytest

from coopere.lib.text import looks_like_address

ADDRESSES = [
    "12 rue des Tilleuls",
    "Au 12, rue des Tilleuls, on monte",
    "Rendez-vous 4 bis avenue Carnot",
    "7ter, Bd de la Paix",
    "3 place de la Mairie",
    "3 place Jean-Moulin, Massy",
    "12 cours Gambetta",
    "18 allée des Marronniers",
    "5 impasse du Puits",
    "Bât. B, 3e étage porte gauche",
    "Bâtiment C, escalier 2, 4ème étage",
    "3e étage, première porte à droite",
    "Porte de gauche au 2e étage",
    "dernier étage à gauche",
    "appartement 42",
    "Porte n° 12",
    "4e droite",
    "code 45B12",
    "Le code de la porte est 1974A",
    "Digicode : A4512",
    "interphone Morel",
    "Interphone au nom de Morel",
    "Sonnez chez Mme Morel",
    "91300 Massy",
]
OTHERS = [
    "Concert au 3e étage de nos rêves",
    "3e étage sans ascenseur, un chat, enfants bienvenus",
    "Salle commune du bâtiment A",
    "Salle commune, bâtiment A, 1er étage",
    "Dans le hall du bâtiment C",
    "Chez Alice, bâtiment B",
    "25 places, 4 par famille",
    "1 place par personne",
    "Il reste 3 places assises",
    "2 cours de guitare par mois",
    "De 19 h à 22 h 30, fin promise",
    "La Rue Kétanou, en acoustique",
    "Chansons de 1968, rue Saint-Jacques et ailleurs",
    "Quatuor n° 12 de Schubert, opus 59",
    "Code vestimentaire : venez comme vous êtes",
    "Le code de la route expliqué",
    "L’interphone est en panne, on descend ouvrir",
    "Un appartement 3 pièces rempli de musique",
    "Chapeau libre, 5 ou 10 euros",
    "Plus de 10000 personnes les ont applaudis",
    "On sonne à vingt heures pile",
    "Premier mardi du mois, porte ouverte",
    "06 39 98 12 34",
]


@pytest.mark.parametrize("text", ADDRESSES)
def test_address_is_noticed(text: str):
    assert looks_like_address(text)
    assert looks_like_address(f"Bonsoir ! {text.upper()}. À bientôt.")


@pytest.mark.parametrize("text", [*OTHERS, ""])
def test_what_says_nothing_of_where_one_lives_is_left_alone(text: str):
    assert not looks_like_address(text)
