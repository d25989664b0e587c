from django.urls import path, register_converter

from groundswell.pledges import card_views, room_views, views


class Hash:
    """64 hexadecimal digits."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Hash, "sha256")

app_name = "pledges"
urlpatterns = [
    path("pledge/", card_views.bare, name="bare"),
    path("pledges/", views.pledges, name="pledges"),
    path("pledges/prepare", views.units, name="units"),
    path("pledges/new", views.new, name="new"),
    path("pledges/of/<sha256:h>/manifest.json", card_views.manifest, name="manifest"),
    path("pledges/of/<sha256:h>/signatures.json", card_views.signatures, name="signatures"),
    path("pledges/of/<sha256:h>/state.json", card_views.state, name="state"),
    path("pledges/of/<sha256:h>/served", card_views.served, name="served"),
    path("pledges/of/<sha256:h>/checkpoint", card_views.checkpoint, name="checkpoint"),
    path("pledges/of/<sha256:h>/sealed.json", card_views.sealed, name="sealed"),
    path("pledges/of/<sha256:h>/evidence.json", card_views.evidence, name="evidence"),
    path("pledges/of/<sha256:h>/eligible.json", card_views.eligible, name="eligible"),
    path("pledges/of/<sha256:h>/folder.zip", card_views.whole, name="folder"),
    path("pledges/of/<sha256:h>/sign", card_views.sign, name="sign"),
    path("pledges/of/<sha256:h>/withdraw", card_views.withdraw, name="withdraw"),
    path("pledges/<uuid:pledge_id>/", views.pledge, name="pledge"),
    path("pledges/<uuid:pledge_id>/room", room_views.room, name="room"),
    path("pledges/<uuid:pledge_id>/poster", views.poster, name="poster"),
    path("pledges/<uuid:pledge_id>/void", views.void, name="void"),
    path("pledges/<uuid:pledge_id>/call-off", views.call_off, name="call-off"),
]
