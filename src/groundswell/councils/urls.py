from django.urls import path

from groundswell.councils import election_views, views

app_name = "councils"
urlpatterns = [
    path("", views.offices, name="offices"),
    path("nominations/<uuid:nomination_id>/sign", views.sign, name="sign"),
    path("nominations/<uuid:nomination_id>/withdraw", views.withdraw, name="withdraw"),
    path("nominations/<uuid:nomination_id>/accept", views.accept, name="accept"),
    path("mandates/<uuid:mandate_id>/resign", views.resign, name="resign"),
    path("elections/", election_views.all_elections, name="elections"),
    path("elections/<uuid:election_id>", election_views.election, name="election"),
    path("elections/<uuid:election_id>/answer", election_views.answer, name="answer"),
    path("mandates/<uuid:mandate_id>", election_views.mandate, name="mandate"),
    path("mandates/<uuid:mandate_id>/accept", election_views.accept, name="accept-mandate"),
    path("mandates/<uuid:mandate_id>/lay-down", election_views.lay_down, name="lay-down"),
]
