from django.urls import path

from groundswell.ballots import booth_views, draft_views, room_views, station_views, views

app_name = "ballots"
urlpatterns = [
    path("", views.ballots, name="ballots"),
    path("keeping-keys", views.keeping_keys, name="keeping-keys"),
    path("new", draft_views.new, name="new"),
    path("drafts/<uuid:draft_id>/", draft_views.draft, name="draft"),
    path("drafts/<uuid:draft_id>/question", draft_views.add_question, name="add-question"),
    path("drafts/<uuid:draft_id>/rule", draft_views.add_rule, name="add-rule"),
    path("drafts/<uuid:draft_id>/remove", draft_views.remove, name="remove"),
    path("drafts/<uuid:draft_id>/drop", draft_views.drop, name="drop"),
    path("drafts/<uuid:draft_id>/announce", draft_views.announce, name="announce"),
    path("booth/<uuid:part_id>", booth_views.booth, name="booth"),
    path("booth/<uuid:part_id>/spoil", booth_views.spoil, name="spoil"),
    path("room/<uuid:ballot_id>", room_views.room, name="room"),
    path("station/<uuid:part_id>", station_views.station, name="station"),
    path("station/<uuid:part_id>/slip", station_views.slip, name="station-slip"),
    path("station/<uuid:part_id>/confirm", station_views.confirm, name="station-confirm"),
    path("station/<uuid:part_id>/back", station_views.back, name="station-back"),
    path("board/<uuid:part_id>/", views.board, name="board"),
    path("board/<uuid:part_id>/<str:uuid>.bel", views.archive, name="archive"),
    path("sum/<uuid:count_id>.json", views.sum_of_parts, name="sum"),
    path("<uuid:ballot_id>/", views.ballot, name="ballot"),
    path("<uuid:ballot_id>/list", views.electors, name="electors"),
    path("<uuid:ballot_id>/contest", views.contest, name="contest"),
    path("<uuid:ballot_id>/contests/<uuid:contest_id>", views.answer, name="answer-contest"),
    path("<uuid:ballot_id>/slip", views.slip, name="slip"),
    path("<uuid:ballot_id>/withdraw", views.withdraw, name="withdraw"),
    path("<uuid:ballot_id>/notices", views.notices, name="notices"),
    path("<uuid:ballot_id>/poster/<uuid:unit_id>", views.poster, name="poster"),
    path("<uuid:ballot_id>/observe", views.observe, name="observe"),
    path("<uuid:ballot_id>/complain", views.complain, name="complain"),
    path("<uuid:ballot_id>/result", views.result, name="result"),
    path("<uuid:ballot_id>/result.csv", views.result_csv, name="result-csv"),
]
