from django.contrib import admin
from django.urls import include, path, register_converter

from coopere import page_views, views
from coopere.pages import PageConverter

register_converter(PageConverter, "page")

urlpatterns = [
    path("", views.home, name="home"),
    path("contact/", page_views.contact, name="contact"),
    path("mentions-legales/", page_views.page, {"page": "mentions-legales"}, name="legal"),
    path("accessibilite/", page_views.page, {"page": "accessibilite"}, name="accessibility"),
    path("citations/", page_views.quotes, name="quotes"),
    path("<page:page>/", page_views.page, name="page"),
    path("", include("coopere.rights.urls")),
    path("compte/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
    path("", include("coopere.web.urls")),
    path("", include("members.urls")),
    path("", include("offers.urls")),
    path("", include("exchanges.urls")),
    path("", include("events.urls")),
]

handler500 = "coopere.views.server_error"
