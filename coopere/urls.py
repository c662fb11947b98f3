from django.contrib import admin
from django.urls import include, path

from coopere import views

urlpatterns = [
    path("", views.home, name="home"),
    path("mentions-legales/", views.legal, name="legal"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("", include("coopere.rights.urls")),
    path("compte/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
    path("", include("members.urls")),
    path("", include("offers.urls")),
    path("", include("exchanges.urls")),
    path("", include("events.urls")),
]

handler500 = "coopere.views.server_error"
