from django.urls import path

from coopere.web import files, news, pictures, sitemap

app_name = "web"

urlpatterns = [
    path("robots.txt", files.robots, name="robots"),
    path(".well-known/security.txt", files.security, name="security"),
    path("manifest.webmanifest", files.manifest, name="manifest"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap.section, name="sitemap_section"),
    path("actualites.atom", news.feed, name="news"),
    path("facade.png", pictures.home, name="home_picture"),
    path("reseaux/<slug:slug>/facade.png", pictures.network, name="network_picture"),
]
