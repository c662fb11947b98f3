from django.urls import path

from coopere.rights import views

app_name = "rights"

urlpatterns = [
    path("regles/", views.rules, name="rules"),
    path("compte/mes-donnees/", views.mine, name="mine"),
    path("compte/mes-donnees/<str:ticket>/", views.file, name="file"),
    path("compte/suppression/", views.erasure, name="erasure"),
    path("compte/suppression/faite/", views.farewell, name="farewell"),
    path("compte/reste/<str:ticket>/", views.staying, name="staying"),
]
