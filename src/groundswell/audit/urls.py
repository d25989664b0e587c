from django.urls import path

from groundswell.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.audits, name="audits"),
    path("<uuid:drawing>/openings", views.openings, name="openings"),
    path("<uuid:drawing>/state", views.state, name="state"),
    path("<uuid:drawing>/pass", views.pass_on, name="pass"),
    path("<uuid:drawing>/list", views.frozen_list, name="list"),
    path("my-data", views.my_data, name="my-data"),
    path("forget-me", views.forget_me, name="forget-me"),
]
