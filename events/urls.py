from typing import Any

from django.urls import include, path

from events.views import agenda, calendars, paper, together, visiting, writing

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

of_network: list[Any] = [
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
