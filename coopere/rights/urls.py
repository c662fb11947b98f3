from django.urls import path

from coopere.rights import views

app_name = "rights"

urlpatterns = [
    path("regles/", views.rules, name="rules"),
]
