from typing import Any

from django.urls import include, path

from events.views import agenda, calendars, paper, writing

app_name = "events"

of_gathering: list[Any] = [
    path("modification/", writing.edit, name="edit"),
    path("proposition/", writing.proposition, name="proposition"),
    path("annulation/", writing.cancellation, name="cancellation"),
    path("invites/", paper.guest_list, name="guest_list"),
    path("mot-aux-voisins/", paper.courtesy_note, name="courtesy_note"),
    path("affiche/", paper.poster, name="poster"),
]

of_network: list[Any] = [
    path("agenda/", agenda.agenda, name="agenda"),
    path("agenda/abonnement/", calendars.feed_settings, name="feed_settings"),
    path("mes-evenements/", writing.mine, name="mine"),
    path("evenements/nouveau/", writing.choose, name="choose"),
    path("evenements/nouveau/<str:kind>/", writing.create, name="create"),
    path("evenements/<int:pk>.ics", calendars.ics, name="ics"),
    path("evenements/<int:pk>/", include(of_gathering)),
]

urlpatterns: list[Any] = [
    path("agenda/<str:secret>.ics", calendars.feed, name="feed"),
    path("reseaux/<slug:slug>/", include(of_network)),
]
