from django.urls import path

from groundswell.motions import booth_views, views, vote_views

app_name = "motions"
urlpatterns = [
    path("", views.petitions, name="petitions"),
    path("begin", booth_views.begin, name="begin"),
    path("booth/<uuid:petition_id>", booth_views.booth, name="booth"),
    path("booth/<uuid:petition_id>/join/<uuid:into_id>", booth_views.join_booth, name="join-booth"),
    path("booth/new/recall/<uuid:mandate_id>", booth_views.new_recall, name="new-recall"),
    path("booth/new/ballot/all", booth_views.new_ballot, name="new-ballot-of-all"),
    path("booth/new/ballot/<uuid:unit_id>", booth_views.new_ballot, name="new-ballot"),
    path("recall/<uuid:mandate_id>", views.recall, name="recall"),
    path("mandates/<uuid:mandate_id>/", vote_views.account, name="account"),
    path("votes/", vote_views.questions, name="votes"),
    path("votes/<uuid:question_id>/", vote_views.vote, name="vote"),
    path("votes/<uuid:question_id>/cast", vote_views.cast, name="cast"),
    path("votes/<uuid:question_id>/instruct", vote_views.instruct, name="instruct"),
    path("votes/<uuid:question_id>/report/<uuid:mandate_id>", vote_views.report, name="report"),
    path("votes/<uuid:question_id>/receive/<uuid:mandate_id>", vote_views.receive, name="receive"),
    path("<uuid:petition_id>/", views.petition, name="petition"),
    path("<uuid:petition_id>/petition.json", views.file, name="file"),
    path("<uuid:petition_id>/sign", booth_views.sign, name="sign"),
    path("<uuid:petition_id>/join", booth_views.join, name="join"),
]
