from django.contrib import admin
from django.urls import include, path

from coopere import page_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("mentions-legales/", views.legal, name="legal"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("citations/", page_views.quotes, name="quotes"),
    path("compte/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
    path("", include("coopere.web.urls")),
    path("", include("members.urls")),
    path("", include("offers.urls")),
    path("", include("exchanges.urls")),
    path("", include("events.urls")),
]

handler500 = "coopere.views.server_error"
