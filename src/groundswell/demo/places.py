"""The invented workplaces: two branches, sixteen workplaces of many shapes. Any likeness is chance."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Spot:
    """A unit; `path` names those above it. `heads` work here; `goal` is the share of members after three years, in
    percent; `opens` the month in which the first of them came.
    """

    path: tuple[str, ...]
    kind: str
    heads: int = 0
    goal: int = 0
    opens: int = 0
    languages: tuple[str, ...] = ()
    season: tuple[str, str] = ("", "")

    @property
    def name(self) -> str:
        return self.path[-1]


INDUSTRY, LAND = "Industrial branch", "Agrarian branch"
M, H, T = "Riverside Motors", "Harbour Logistics", "Northgate Textile"
G, S, D = "Green Valley Farms", "Sunfield Orchards", "Meadow Dairy"

SPOTS: tuple[Spot, ...] = (
    Spot((INDUSTRY,), "branch"),
    Spot((INDUSTRY, M), "enterprise"),
    Spot((INDUSTRY, M, "Press shop"), "site"),
    Spot((INDUSTRY, M, "Press shop", "Morning shift"), "shift", 118, 72, 0, ("en", "es")),
    Spot((INDUSTRY, M, "Press shop", "Evening shift"), "shift", 96, 64, 1, ("en", "pl")),
    Spot((INDUSTRY, M, "Press shop", "Night shift"), "shift", 41, 39, 4, ("en", "ru")),
    Spot((INDUSTRY, M, "Press shop", "Maintenance"), "department", 7, 43, 9),
    Spot((INDUSTRY, M, "Assembly hall"), "site"),
    Spot((INDUSTRY, M, "Assembly hall", "Line 1"), "department", 142, 66, 3, ("en", "es")),
    Spot((INDUSTRY, M, "Assembly hall", "Line 2"), "department", 137, 48, 5, ("en", "es", "tr")),
    Spot((INDUSTRY, M, "Assembly hall", "Paint shop"), "department", 58, 71, 4),
    Spot((INDUSTRY, M, "Foundry"), "site", 74, 58, 8, ("en", "ru")),
    Spot((INDUSTRY, H), "enterprise"),
    Spot((INDUSTRY, H, "Container terminal"), "site"),
    Spot((INDUSTRY, H, "Container terminal", "Cranes"), "brigade", 46, 74, 6),
    Spot((INDUSTRY, H, "Container terminal", "Yard, day"), "shift", 88, 57, 7, ("en", "es")),
    Spot((INDUSTRY, H, "Container terminal", "Yard, night"), "shift", 63, 33, 12, ("en", "ar")),
    Spot((INDUSTRY, H, "Parcel centre"), "site", 164, 37, 14, ("en", "pl", "uk")),
    Spot((INDUSTRY, H, "Cold store"), "site", 39, 51, 16),
    Spot((INDUSTRY, T), "enterprise"),
    Spot((INDUSTRY, T, "Weaving mill"), "site", 92, 61, 9, ("en", "pt")),
    Spot((INDUSTRY, T, "Dye works"), "site", 33, 55, 13),
    Spot((INDUSTRY, "Tram depot"), "site", 71, 70, 10),
    Spot((LAND,), "branch"),
    Spot((LAND, G), "enterprise"),
    Spot((LAND, G, "North farm"), "site"),
    Spot((LAND, G, "North farm", "Field crew"), "crew", 64, 55, 2, ("es",)),
    Spot((LAND, G, "North farm", "Packing shed"), "department", 52, 62, 3, ("es", "en")),
    Spot((LAND, G, "South farm"), "site", 81, 49, 6, ("es", "ro")),
    Spot((LAND, G, "Harvest crew (moves)"), "crew", 110, 42, 8, ("es", "uk"), ("06-01", "10-31")),
    Spot((LAND, S), "enterprise"),
    Spot((LAND, S, "Hill orchard"), "site", 59, 46, 11, ("es", "bg"), ("05-01", "11-15")),
    Spot((LAND, S, "River orchard"), "site", 48, 52, 12, ("es",)),
    Spot((LAND, S, "Cannery"), "site", 126, 54, 13, ("en", "es")),
    Spot((LAND, D), "enterprise"),
    Spot((LAND, D, "Creamery"), "site", 67, 60, 15),
    Spot((LAND, D, "Milk lorries"), "brigade", 29, 66, 18),
    Spot((LAND, "Glasshouses"), "site", 57, 5, 34, ("es", "ar")),
)
PARCEL_CENTRE = (INDUSTRY, H, "Parcel centre")
# The first three founders work in the press shop, the other three in the packing shed.
FOUNDERS = (
    (SPOTS[3].path, "Heron"),
    (SPOTS[3].path, "Rowan"),
    (SPOTS[3].path, "Kestrel"),
    ((LAND, G, "North farm", "Packing shed"), "Maple"),
    ((LAND, G, "North farm", "Packing shed"), "Lark"),
    ((LAND, G, "North farm", "Packing shed"), "Juniper"),
)
ORGANISATION = "Riverside Workers’ Alliance"

FIRST = """
Amber Ash Autumn Blue Bold Brave Bright Bronze Calm Clay Clear Cloud Copper Coral Dawn Deep Dusk Early East
Ember Fair Fern Field First Flint Frost Glad Gold Grey Green Harbour Hill Iron Ivory Jade Kind Lake Late
Light Lone Loud Marble Mild Misty Moon Moss New Night North Oak Old Olive Plain Quiet Rain Red River Rose
Rust Sand Sea Silver Slate Slow Snow Soft South Spring Steel Still Stone Storm Summer Sun Swift Tall Tin
True Velvet Warm Wave West White Wild Wind Winter Wise Wood Young
""".split()  # noqa: SIM905 - a list of eighty words reads better so
SECOND = """
Badger Bear Birch Bee Bison Brook Cedar Clover Crane Cricket Crow Deer Dove Duck Eagle Elk Elm Falcon Finch
Fir Fox Goose Gull Hare Hawk Hazel Heron Holly Horse Ibis Ivy Jay Kestrel Larch Lark Lily Linden Lynx Magpie
Maple Marten Mole Moth Nettle Oak Osprey Otter Owl Pine Plover Poppy Quail Raven Reed Robin Rook Rowan Sage
Seal Sorrel Sparrow Spruce Stork Swallow Swan Tern Thistle Thrush Toad Trout Vole Willow Wolf Wren Yarrow
Yew
""".split()  # noqa: SIM905
