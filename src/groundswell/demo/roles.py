"""Whom a visitor of the demonstration can be, by their number in the story."""

ROLES = {
    "Heron, founder and steward of the industrial branch": 0,
    "Rowan, a second steward there, who confirms": 1,
    "Maple, steward of the agrarian branch": 3,
    "Juniper, steward of the packing shed, whose mandate ends in a few days": 5,
    "a member of the press shop, morning shift": 9,
}
