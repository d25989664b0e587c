from django.urls import path

from groundswell.councils import body_views, election_views, inheriting_views, views

app_name = "councils"
urlpatterns = [
    path("", views.offices, name="offices"),
    path("nominations/<uuid:nomination_id>/sign", views.sign, name="sign"),
    path("nominations/<uuid:nomination_id>/withdraw", views.withdraw, name="withdraw"),
    path("nominations/<uuid:nomination_id>/accept", views.accept, name="accept"),
    path("mandates/<uuid:mandate_id>/resign", views.resign, name="resign"),
    path("bodies/", body_views.bodies, name="bodies"),
    path("bodies/of/<uuid:unit_id>", body_views.body_of, name="body-of"),
    path("bodies/<str:key>", body_views.body, name="body"),
    path("mandates/<uuid:mandate_id>/key", views.renew_key, name="renew-key"),
    path("inherited/", inheriting_views.inherited, name="inherited"),
    path("inherited/<uuid:mandate_id>/confirm", inheriting_views.confirm, name="confirm-inherited"),
    path("inherited/<uuid:mandate_id>/take", inheriting_views.take, name="take-inherited"),
    path("elections/", election_views.all_elections, name="elections"),
    path("elections/<uuid:election_id>", election_views.election, name="election"),
    path("elections/<uuid:election_id>/answer", election_views.answer, name="answer"),
    path("elections/<uuid:election_id>/vote", election_views.vote, name="vote"),
    path("mandates/<uuid:mandate_id>", election_views.mandate, name="mandate"),
    path("mandates/<uuid:mandate_id>/accept", election_views.accept, name="accept-mandate"),
    path("mandates/<uuid:mandate_id>/lay-down", election_views.lay_down, name="lay-down"),
]
