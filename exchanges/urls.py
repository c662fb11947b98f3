from typing import Any

from django.urls import include, path

from exchanges import views

app_name = "exchanges"

of_exchange = [
    path("", views.exchange, name="exchange"),
    path("message/", views.message, name="message"),
    path("accord/", views.agreement, name="agreement"),
    path("refus/", views.refusal, name="refusal"),
    path("retrait/", views.withdrawal, name="withdrawal"),
    path("annulation/", views.cancellation, name="cancellation"),
    path("realisation/", views.completion, name="completion"),
    path("non-realisation/", views.failure, name="failure"),
    path("coordonnees/", views.share, name="share"),
    path("coordonnees/retrait/", views.unshare, name="unshare"),
    path("remerciement/", views.thanks, name="thanks"),
]

of_network: list[Any] = [
    path("annonces/<int:pk>/reponse/", views.answer, name="answer"),
    path("echanges/", views.exchanges, name="list"),
    path("echanges/<int:pk>/", include(of_exchange)),
]

urlpatterns = [path("reseaux/<slug:slug>/", include(of_network))]
