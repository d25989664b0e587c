import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.workplaces.lists import stored
from groundswell.workplaces.lists.columns import Role
from groundswell.workplaces.lists.header import find_header
from groundswell.workplaces.lists.likeness import near_duplicates, normal
from groundswell.workplaces.lists.plan import Plan, make_plan
from groundswell.workplaces.lists.reading import Value, read_rows
from groundswell.workplaces.lists.values import BadValueError, as_day, as_text, as_whole
from groundswell.workplaces.lists.writing import csv_bytes, harmless, ods_bytes
from groundswell.workplaces.tests.lists.made import csv, xlsx

TODAY = dt.date(2026, 5, 4)
REAL = Path(__file__).resolve().parents[6] / "shared/data/rosters/nlrb_elections_2017_2021.xlsx"
CASES = ["Case Number", "Case Name", "Unit City", "Tally Date", "Tally Type", "Tally Category", "Unit ID"]
VOTES = ["Num Eligible Voters", "Votes For Labor Org1", "Num Valid Votes Counted"]


def plan_of(rows: list[list[Value]]) -> Plan:
    found = find_header(read_rows(xlsx(rows)))
    return make_plan(found.rows, found.columns, TODAY)


def tally(case: str, day: dt.date, of: int, votes: int, sort: str = "Initial", kind: str = "Single") -> list[Value]:
    return [case, "Mill, Inc.", "Riga", day, sort, kind, "A", of, votes, votes + 1]


def codes(plan: Plan) -> list[tuple[int, str]]:
    return [(p.row, p.code) for p in plan.problems]


def test_a_row_becomes_a_path_of_units_with_a_headcount() -> None:
    plan = plan_of([["Employer", "City", "Department", "Shift", "Employees"], ["Mill", "Riga", "Weaving", "Night", 41]])
    assert [(u.kind, u.name) for u in plan.units.values()] == [
        ("enterprise", "Mill"),
        ("site", "Riga"),
        ("department", "Weaving"),
        ("shift", "Night"),
    ]
    assert [(h.day, h.count) for h in plan.heads.values()] == [("2026-05-04", 41)]


def test_spellings_of_one_name_make_one_unit() -> None:
    plan = plan_of([["Employer", "Employees"], ["First Student, Inc.", 3], ["FIRST STUDENT INC", 4]])
    assert len(plan.units) == 1
    assert codes(plan) == [(3, "other-headcount")]


def test_reading_the_same_sheet_again_gives_the_same_keys() -> None:
    rows: list[list[Value]] = [["Employer", "City"], ["Mill", "Riga"]]
    assert list(plan_of(rows).units) == list(plan_of(rows).units)


def test_a_row_that_names_no_place_is_a_problem_with_its_number() -> None:
    assert codes(plan_of([["Employer", "Employees"], ["Mill", 3], [None, 4]])) == [(3, "no-name")]


def test_a_value_that_is_no_number_is_a_problem_and_the_unit_stays() -> None:
    rows: list[list[Value]] = [["Employer", "Employees"], ["Mill", 1], ["Dye works", "many"], ["Cannery", 2]]
    plan = plan_of(rows)
    assert codes(plan) == [(3, "not-a-number")]
    assert len(plan.units) == 3


def test_an_address_far_down_in_a_column_of_firms_is_dropped_and_noted() -> None:
    rows: list[list[Value]] = [["Employer", "Employees"]]
    rows += [[f"Mill {n}", 1] for n in range(300)]
    plan = plan_of([*rows, ["canary@example.org", 3], ["+34 600 123 456", 2]])
    assert len(plan.units) == 300
    assert "canary" not in repr(plan)
    assert [code for row, code in codes(plan) if row == 302] == ["contact", "no-name"]


def test_a_formula_without_a_result_is_a_problem_with_its_column() -> None:
    plan = plan_of([["Employer", "Employees"], ["Mill", "=1+1"], ["Cannery", 3]])
    assert [(p.row, p.code, p.column) for p in plan.problems] == [(2, "formula", "Employees")]


def test_a_row_that_adds_up_the_others_makes_no_unit() -> None:
    plan = plan_of([["Employer", "Employees"], ["Mill", 3], ["TOTAL", 3]])
    assert [u.name for u in plan.units.values()] == ["Mill"]
    assert codes(plan) == [(3, "sum")]


def test_days_are_read_in_one_way_in_one_column() -> None:
    header: list[Value] = ["Employer", "Eligible", "Votes for", "Tally date"]
    plan = plan_of([header, ["A", 9, 5, "12/25/2020"], ["B", 9, 6, "03/04/2020"]])
    assert [t.day for t in plan.tests] == ["2020-12-25", "2020-03-04"]


def test_how_many_could_vote_is_a_headcount_once_for_a_repeated_tally() -> None:
    row = tally("01-1", dt.date(2020, 1, 1), 442, 267)
    plan = plan_of([[*CASES, *VOTES], row, [*row[:6], "B", *row[7:]]])
    assert [h.count for h in plan.heads.values()] == [442]


def test_a_revision_under_another_code_of_its_case_finds_the_vote_that_it_revises() -> None:
    day, later = dt.date(2020, 1, 1), dt.date(2020, 2, 1)
    small, large = tally("01-1", day, 5, 4), tally("01-1", day, 24, 17)
    large[6] = "B"
    revised = tally("01-1", later, 24, 19, kind="Revised Single")
    plan = plan_of([[*CASES, *VOTES], small, large, revised])
    assert sorted((t.of, t.count) for t in plan.tests) == [(5, 4), (24, 19)]


@pytest.mark.parametrize(
    ("one", "other"), [("कि", "का"), ("Plant 1.2", "Plant 12"), ("!!!", "???"), ("Unit AG", "Unit AS")]
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert normal(one) != normal(other)


def test_the_legal_form_of_a_firm_does_not_matter() -> None:
    assert normal("U.S. Steel Corp.", firm=True) == normal("US STEEL CORPORATION", firm=True)


def test_a_season_is_kept_and_a_wrong_one_is_a_problem() -> None:
    header: list[Value] = ["Farm", "Employees", "Season from", "Season to"]
    plan = plan_of([header, ["North", 9, "06-01", "10-31"], ["South", 9, "summer", "autumn"]])
    assert [(h.season_from, h.season_to) for h in plan.heads.values()] == [("06-01", "10-31"), ("", "")]
    assert codes(plan) == [(3, "not-a-season")]


def test_persons_are_dropped_before_anything_is_kept_and_only_counted() -> None:
    rows = "Employer;Department;Employees;Employee name;Remarks\nMill;Weaving;3;Canary Bird;canary@example.org\n"
    found = find_header(read_rows(csv(rows)))
    plan = make_plan(found.rows, found.columns, TODAY)
    assert plan.dropped_columns == 2
    assert plan.dropped_values == 2
    assert "anary" not in stored.to_bytes(plan).decode("latin-1")
    assert "anary" not in repr(plan)


def test_a_revised_tally_replaces_and_never_adds() -> None:
    first, later = dt.date(2020, 1, 1), dt.date(2020, 2, 1)
    plan = plan_of(
        [[*CASES, *VOTES], tally("01-1", first, 100, 40), tally("01-1", later, 100, 55, kind="Revised Single")]
    )
    assert [(t.count, t.day) for t in plan.tests] == [(55, "2020-02-01")]
    assert codes(plan) == [(2, "replaced")]


def test_a_revised_tally_counts_even_if_it_stands_first() -> None:
    first, later = dt.date(2020, 1, 1), dt.date(2020, 2, 1)
    plan = plan_of(
        [[*CASES, *VOTES], tally("01-1", later, 100, 55, kind="Revised Single"), tally("01-1", first, 100, 40)]
    )
    assert [t.count for t in plan.tests] == [55]


def test_a_rerun_and_a_run_off_are_later_tests_of_the_same_unit() -> None:
    days = [dt.date(2020, month, 1) for month in (1, 2, 3)]
    sorts = ["Initial", "Rerun", "Run-off"]
    plan = plan_of([[*CASES, *VOTES], *(tally("01-1", d, 100, 40, s) for d, s in zip(days, sorts, strict=True))])
    assert len(plan.tests) == 3
    assert len({t.unit for t in plan.tests}) == 1


def test_the_same_figures_of_one_case_count_once() -> None:
    row = tally("01-1", dt.date(2020, 1, 1), 442, 267)
    other = [*row[:6], "B", *row[7:]]
    plan = plan_of([[*CASES, *VOTES], row, other])
    assert len(plan.tests) == 1
    assert (3, "repeated") in codes(plan)


def test_more_votes_than_voters_are_refused() -> None:
    plan = plan_of([[*CASES, *VOTES], tally("01-1", dt.date(2020, 1, 1), 10, 12)])
    assert plan.tests == []
    assert codes(plan) == [(2, "more-than-asked")]


def test_a_row_without_a_tally_makes_its_unit_and_is_counted() -> None:
    plan = plan_of([[*CASES, *VOTES], tally("01-1", dt.date(2020, 1, 1), 10, 7), ["01-2", "Mill", "Riga"]])
    assert plan.without_tally == 1
    assert len(plan.tests) == 1


@pytest.mark.skipif(not REAL.exists(), reason="the real sheet lies beside the checkout, in shared/data/rosters")
def test_the_real_list_of_elections_is_read_to_the_last_row() -> None:
    with REAL.open("rb") as file:
        found = find_header(read_rows(file))
        plan = make_plan(found.rows, found.columns, TODAY)
    assert found.row == 4
    assert (plan.rows, plan.cases, plan.without_tally) == (6927, 6371, 1)
    assert plan.kinds() == {"enterprise": 4595, "site": 5702, "department": 6578}
    assert len(plan.tests) == 6676
    assert all(0 <= t.count <= t.of for t in plan.tests)
    assert all(p.row >= 5 for p in plan.problems)


def test_a_plan_survives_being_stored() -> None:
    plan = plan_of([[*CASES, *VOTES], tally("01-1", dt.date(2020, 1, 1), 10, 7), ["01-2", "Mill", "Riga"]])
    assert stored.from_bytes(stored.to_bytes(plan)) == plan


def test_merging_two_names_makes_one_unit_of_them_and_of_their_parts() -> None:
    plan = plan_of([["Employer", "City"], ["Allstate Vac Enviro", "Riga"], ["Allstate Vac Eviro", "Riga"]])
    assert len(plan.likely) == 1
    merged = stored.merged(plan, plan.likely)
    assert sorted(u.kind for u in merged.units.values()) == ["enterprise", "site"]
    assert all(u.parent in merged.units or not u.parent for u in merged.units.values())


def test_names_that_differ_in_a_number_are_not_likely_the_same() -> None:
    assert near_duplicates(["Assembly plant 1", "Assembly plant 2"]) == []


def test_likely_pairs_are_found_among_many_names_in_little_time() -> None:
    names = [f"{word} works {n}" for n in range(2500) for word in ("Iron", "Copper", "Silver", "Zinc")]
    pairs = near_duplicates([*names, "Harbour Logistic", "Harbour Logistics"])
    assert [(p.one, p.other) for p in pairs] == [("Harbour Logistic", "Harbour Logistics")]


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing_more(name: str) -> None:
    assert normal(normal(name)) == normal(name)


@pytest.mark.parametrize(("cell", "number"), [(12, 12), (12.0, 12), ("1 200", 1200), ("1,200", 1200), ("0", 0)])
def test_numbers_are_read_as_people_write_them(cell: Value, number: int) -> None:
    assert as_whole(cell) == number


@pytest.mark.parametrize("cell", [None, True, -1, 1.5, "about 12", "1e9", 10**9, "1,2", "٣٤ "])
def test_what_is_no_number_of_people_is_refused(cell: Value) -> None:
    with pytest.raises(BadValueError):
        as_whole(cell)


@pytest.mark.parametrize("cell", ["2026-05-04", "04.05.2026", "04/05/2026", dt.date(2026, 5, 4), "2026-05-04 00:00:00"])
def test_days_are_read_as_people_write_them(cell: Value) -> None:
    assert as_day(cell) == dt.date(2026, 5, 4)


@pytest.mark.parametrize("cell", ["soon", 12, "0001-01-01", "99.99.2026", None])
def test_what_is_no_day_is_refused(cell: Value) -> None:
    with pytest.raises(BadValueError):
        as_day(cell)


def test_invisible_characters_do_not_get_into_names() -> None:
    assert as_text("Mill\u202e\u0000 \n works") == "Mill works"


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\tx"])
def test_no_spreadsheet_runs_what_we_write(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert f"'{text}".encode() in csv_bytes(["Unit"], [[text]]).replace(b'"', b"")


def test_counts_are_written_as_opendocument_too() -> None:
    assert ods_bytes(["Unit", "Members"], [["Mill", 12]]).startswith(b"PK")


def test_every_meaning_of_a_column_has_words() -> None:
    from groundswell.workplaces.words import ROLES  # noqa: PLC0415

    assert set(ROLES) == {str(role) for role in Role}
