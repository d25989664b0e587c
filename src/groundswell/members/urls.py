from django.urls import path

from groundswell.members import views

app_name = "members"
urlpatterns = [
    path("join/", views.join, name="join"),
    path("circle/", views.circle, name="circle"),
    path("circle/invite", views.invite, name="invite"),
    path("circle/cards/<uuid:card_id>/void", views.void_card, name="void-card"),
    path("circle/<uuid:membership_id>/vouch", views.vouch, name="vouch"),
    path("circle/<uuid:membership_id>/withdraw", views.withdraw_vouch, name="withdraw-vouch"),
    path("circle/<uuid:membership_id>/review", views.ask_review, name="ask-review"),
    path("circle/reviews/<uuid:review_id>", views.answer_review, name="answer-review"),
    path("circle/returns/<uuid:return_id>", views.vouch_return, name="vouch-return"),
    path("me/", views.me, name="me"),
    path("me/<uuid:membership_id>/show", views.show_me, name="show-me"),
    path("me/<uuid:membership_id>/place", views.place, name="place"),
    path("me/<uuid:membership_id>/out-of-work", views.out_of_work, name="out-of-work"),
    path("me/<uuid:membership_id>/dispute", views.dispute, name="dispute"),
    path("me/<uuid:membership_id>/back", views.back_at_work, name="back-at-work"),
    path("me/<uuid:membership_id>/leave", views.leave, name="leave"),
    path("me/<uuid:membership_id>/appeal", views.appeal, name="appeal"),
]
