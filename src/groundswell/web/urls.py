from django.urls import path

from groundswell.web import views

app_name = "web"
urlpatterns = [
    path("style", views.style, name="style"),
    path("language", views.language, name="language"),
    path("look", views.look, name="look"),
    path("leave", views.leave, name="leave"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]
