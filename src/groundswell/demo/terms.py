"""Who stood where and when, in the elections of stewards of the demonstration."""

from __future__ import annotations

import datetime as dt

from groundswell.demo.electing import Name, ToldElection
from groundswell.demo.places import SPOTS

MORNING, EVENING, NIGHT, MAINTENANCE = (SPOTS[n].path for n in (3, 4, 5, 6))
CRANES, WEAVERS, FIELDS, PACKERS = (SPOTS[n].path for n in (14, 20, 26, 27))

ELECTIONS = (
    ToldElection(
        dt.date(2024, 3, 25),
        CRANES,
        (
            Name(1, "I drive number four. I will read out what the port says, and what it does not say."),
            Name(3, "The lunch list was a small thing and it worked. I want to try the larger ones."),
        ),
        80,
    ),
    ToldElection(
        dt.date(2024, 3, 28),
        PACKERS,
        (
            Name(
                2, "I have packed here for nine seasons. I will bring every offer back to you before anyone answers it."
            ),
            Name(4, "More of us should take turns with this. I would begin with the cold room."),
        ),
        85,
    ),
    ToldElection(
        dt.date(2024, 6, 10),
        FIELDS,
        (
            Name(1, "I speak both languages of the crew, and I write down what was promised."),
            Name(2, "Water and shade first, then the rest."),
        ),
        75,
    ),
    ToldElection(
        dt.date(2024, 8, 19),
        MORNING,
        (
            Name(5, "I will be at the canteen table every Tuesday, so nobody has to look for me."),
            Name(7, "The presses are old and the pace is new. That is what I would talk about."),
            Name(4, "Whatever you decide, I carry it upstairs in your words."),
        ),
        48,
    ),
    ToldElection(
        dt.date(2024, 11, 4),
        WEAVERS,
        (
            Name(2, "Ear protection that fits is not too much to ask for."),
            Name(1, "I would rather listen twice than speak once."),
        ),
        48,
    ),
    ToldElection(
        dt.date(2025, 1, 20),
        NIGHT,
        (
            Name(2, "The night shift has been forgotten long enough. I do not forget easily."),
            Name(3, "I would share the work with two others, and say so openly."),
        ),
        85,
    ),
    ToldElection(
        dt.date(2025, 3, 14),
        CRANES,
        (
            Name(2, "A year is enough for one of us. I would go on with the shift plan."),
            Name(1, "I know the people on the other side of the table by now, and I would like to finish this."),
        ),
        85,
    ),
    ToldElection(
        dt.date(2025, 3, 17),
        PACKERS,
        (
            Name(2, "We have the cold room settled in writing. Next year it is the belts."),
            Name(5, "I stand so that there is a choice."),
        ),
        80,
    ),
    ToldElection(
        dt.date(2025, 5, 29),
        FIELDS,
        (
            Name(3, "The crew moves, and the office should move with it. I am in every field."),
            Name(2, "Water and shade we have. Now the hours."),
            Name(1, "I would do it again if you want me to."),
        ),
        60,
        silent=True,
    ),
    ToldElection(
        dt.date(2025, 8, 7),
        MORNING,
        (
            Name(5, "The table in the canteen stays. So does the list of what is still open."),
            Name(8, "I would ask each line once a month, and print the answers."),
        ),
        42,
    ),
    ToldElection(
        dt.date(2025, 10, 24),
        WEAVERS,
        (
            Name(4, "We count the breaks that were taken, not the ones on paper."),
            Name(2, "The ear protection is here. I would see that it stays."),
        ),
        48,
        held=60,
    ),
    ToldElection(
        dt.date(2026, 1, 9),
        NIGHT,
        (
            Name(2, "I was told that I ask too many questions. I have some more."),
            Name(4, "I stand because somebody should, every year."),
        ),
        85,
    ),
    ToldElection(dt.date(2026, 3, 16), CRANES, (Name(2), Name(4)), 80),
    ToldElection(
        dt.date(2026, 3, 18),
        PACKERS,
        (
            Name(2, "The belts are agreed, and the pay for standing time is not. I would stay until it is."),
            Name(5, "The belts were slowed because all of us asked. I would keep all of us asking."),
            Name(6, "I am new here, and I see what the others have got used to."),
        ),
        80,
        answered=30,
    ),
)
