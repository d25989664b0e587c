from django.urls import path

from groundswell.home import views

app_name = "home"
urlpatterns = [
    path("", views.home, name="home"),
    path("decide/", views.decide, name="decide"),
    path("help/", views.help_index, name="help"),
    path("help/<slug:topic>", views.help_page, name="help-page"),
    path("known", views.known, name="known"),
    path("keys/register", views.register, name="register"),
]
