from django.urls import path

from groundswell.accounts import views

app_name = "accounts"
urlpatterns = [
    path("keys/organisation", views.organisation, name="organisation"),
    path("keys/challenge", views.challenge, name="challenge"),
    path("keys/sign-in", views.sign_in, name="sign-in"),
    path("keys/rotate", views.rotate, name="rotate"),
    path("keys/forget", views.forget, name="forget"),
    path("keys/", views.keys, name="keys"),
    path("keys/end-sessions", views.end_sessions, name="end-sessions"),
    path("sign-out", views.sign_out, name="sign-out"),
]
