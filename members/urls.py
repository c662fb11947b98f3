from typing import Any

from django.urls import include, path

from members.views import beginning, finding, joining, notices, people, proposing, public, reports

app_name = "members"

of_network: list[Any] = [
    path("", public.network, name="network"),
    path("charte/", public.charter, name="charter"),
    path("affiche/", beginning.poster, name="poster"),
    path("ouverture/", beginning.opening, name="opening"),
    path("premiers-pas/", beginning.put_away, name="first_week"),
    path("rejoindre/", joining.join, name="join"),
    path("rejoindre/demande/", joining.join_request, name="join_request"),
    path("rejoindre/retrait/", joining.withdrawal, name="join_withdrawal"),
    path("rejoindre/<str:secret>/", joining.join_invited, name="join_invited"),
    path("voisins/", people.neighbours, name="neighbours"),
    path("voisins/<int:pk>/", people.neighbour, name="neighbour"),
    path("profil/", people.profile, name="profile"),
    path("pause/", people.pause, name="pause"),
    path("reprise/", people.resume, name="resume"),
    path("depart/", people.leave, name="leave"),
    path("invitations/", people.invitations, name="invitations"),
    path("nouvelles/", notices.notices, name="notices"),
    path("nouvelles/lecture/", notices.reading, name="notices_reading"),
    path("nouvelles/reglages/", notices.settings, name="notice_settings"),
    path("nouvelles/<int:pk>/", notices.opening, name="notice"),
    path("signalements/<int:pk>/", reports.report, name="report"),
    path("signalements/<int:pk>/recours/", reports.appeal, name="appeal"),
    path("signaler/<str:what>/<int:pk>/", reports.making, name="reporting"),
    path(
        "invitations/<int:pk>/revocation/",
        people.invitation_revocation,
        name="invitation_revocation",
    ),
]

of_proposal: list[Any] = [
    path("", proposing.proposal, name="proposal"),
    path("modification/", proposing.edit, name="proposal_edit"),
    path("retrait/", proposing.withdrawal, name="proposal_withdrawal"),
]

urlpatterns = [
    path("reseaux/proposer/", proposing.propose, name="propose"),
    path("reseaux/proposer/<int:pk>/", include(of_proposal)),
    path("reseaux/", finding.networks, name="networks"),
    path("reseaux/communes/", finding.suggestions, name="suggestions"),
    path("reseaux/interet/", finding.interest, name="interest"),
    path("reseaux/interet/envoye/", finding.interest_sent, name="interest_sent"),
    path(
        "reseaux/interet/<str:secret>/",
        finding.interest_confirmation,
        name="interest_confirmation",
    ),
    path(
        "reseaux/interet/<str:secret>/retrait/",
        finding.interest_withdrawal,
        name="interest_withdrawal",
    ),
    path("mes-reseaux/", joining.mine, name="mine"),
    path("invitations/<str:secret>/", joining.invitation, name="invitation"),
    path("desabonnement/<str:ticket>/", notices.unsubscription, name="unsubscription"),
    path("reseaux/<slug:slug>/", include(of_network)),
]
