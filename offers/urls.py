from typing import Any

from django.urls import include, path

from offers import views

app_name = "offers"

of_offer = [
    path("", views.offer, name="offer"),
    path("modification/", views.edit, name="edit"),
    path("publication/", views.publication, name="publication"),
    path("cloture/", views.closure, name="closure"),
    path("reouverture/", views.reopening, name="reopening"),
]

of_network: list[Any] = [
    path("tableau/", views.board, name="board"),
    path("mes-annonces/", views.mine, name="mine"),
    path("annonces/nouvelle/", views.choose, name="choose"),
    path("annonces/nouvelle/<str:direction>/<str:kind>/", views.create, name="create"),
    path("annonces/<int:pk>/", include(of_offer)),
    path("images/<uuid:name>/<int:size>.webp", views.picture, name="picture"),
]

urlpatterns = [path("reseaux/<slug:slug>/", include(of_network))]
