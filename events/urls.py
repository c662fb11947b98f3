from typing import Any

from django.urls import include, path

from events.views import (
    agenda,
    calendars,
    collecting,
    giving,
    needs,
    paper,
    receiving,
    together,
    visiting,
    writing,
)

app_name = "events"

of_gathering: list[Any] = [
    path("", visiting.gathering, name="gathering"),
    path("reservation/", visiting.booking, name="booking"),
    path("places/", together.seats, name="seats"),
    path("apporter/", together.bring, name="bring"),
    path("presence/", together.arrivals, name="arrivals"),
    path("rencontres/", together.encounters, name="encounters"),
    path("souvenir/", together.memory, name="memory"),
    path("modification/", writing.edit, name="edit"),
    path("proposition/", writing.proposition, name="proposition"),
    path("annulation/", writing.cancellation, name="cancellation"),
    path("invites/", paper.guest_list, name="guest_list"),
    path("mot-aux-voisins/", paper.courtesy_note, name="courtesy_note"),
    path("affiche/", paper.poster, name="poster"),
]

of_booking: list[Any] = [
    path("confirmation/", visiting.confirmation, name="confirmation"),
    path("nombre/", visiting.resizing, name="resizing"),
    path("retrait/", visiting.unbooking, name="unbooking"),
    path("prise/", visiting.claim, name="claim"),
    path("adresse/", visiting.address, name="address"),
]

# What is done with a collection by those who organise it.
organising: list[Any] = [
    path("collectes/nouvelle/", collecting.create, name="collection_create"),
    path("collectes/<int:pk>/modification/", collecting.edit, name="collection_edit"),
    path("collectes/<int:pk>/besoins/", needs.needs, name="needs"),
    path("collectes/<int:pk>/points/", needs.points, name="points"),
    path("collectes/<int:pk>/equipe/", collecting.organisers, name="organisers"),
    path("collectes/<int:pk>/ouverture/", collecting.opening, name="opening"),
    path("collectes/<int:pk>/cloture-collecte/", collecting.closure, name="closure"),
    path("collectes/<int:pk>/annulation/", collecting.cancellation, name="collection_cancellation"),
    path("collectes/<int:pk>/bilan/", collecting.bilan, name="bilan"),
    path("besoins/<int:pk>/", needs.need, name="need"),
    path("besoins/<int:pk>/ordre/", needs.need_order, name="need_order"),
    path("besoins/<int:pk>/cloture/", needs.need_closure, name="need_closure"),
    path("besoins/<int:pk>/retrait/", needs.need_removal, name="need_removal"),
    path(
        "photos-collectes/<uuid:name>/<int:size>.webp",
        collecting.collection_picture,
        name="collection_picture",
    ),
    path(
        "photos-bilans/<uuid:name>/<int:size>.webp", collecting.bilan_picture, name="bilan_picture"
    ),
]

of_collection: list[Any] = [
    path("", giving.collection, name="collection"),
    path("depot/", receiving.day_sheet, name="day_sheet"),
    path("depot/papier/", receiving.day_sheet_paper, name="day_sheet_paper"),
]

of_giving: list[Any] = [
    path("collectes/", giving.collections, name="collections"),
    path("collectes/<int:pk>/", include(of_collection)),
    path("besoins/<int:pk>/promesse/", giving.promise, name="promise"),
    path("promesses/<int:pk>/", giving.pledge_change, name="pledge_change"),
    path("promesses/<int:pk>/retrait/", giving.pledge_withdrawal, name="pledge_withdrawal"),
    path("promesses/<int:pk>/livraison/", receiving.delivery, name="delivery"),
    path("creneaux/<int:pk>/inscription/", giving.shift, name="shift"),
    path("inscriptions/<int:pk>/desistement/", giving.unshift, name="unshift"),
]

of_network: list[Any] = [
    path("", include(organising)),
    path("", include(of_giving)),
    path("agenda/", agenda.agenda, name="agenda"),
    path("agenda/abonnement/", calendars.feed_settings, name="feed_settings"),
    path("mes-evenements/", writing.mine, name="mine"),
    path("evenements/nouveau/", writing.choose, name="choose"),
    path("evenements/nouveau/<str:kind>/", writing.create, name="create"),
    path("evenements/<int:pk>.ics", calendars.ics, name="ics"),
    path("evenements/<int:pk>/", include(of_gathering)),
    path("reservations/<int:pk>/", include(of_booking)),
    path("apports/<int:pk>/", together.pledge, name="pledge"),
    path("apports/<int:pk>/retrait/", together.bring_removal, name="bring_removal"),
    path(
        "photos-evenements/<uuid:name>/<int:size>.webp",
        visiting.gathering_picture,
        name="gathering_picture",
    ),
    path(
        "photos-souvenirs/<uuid:name>/<int:size>.webp",
        together.memory_picture,
        name="memory_picture",
    ),
]

urlpatterns: list[Any] = [
    path("agenda/<str:secret>.ics", calendars.feed, name="feed"),
    path("reseaux/<slug:slug>/", include(of_network)),
]
