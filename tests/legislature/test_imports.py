"""Members of the legislature: read from an Open States file, previewed, taken up twice with the same result."""

from __future__ import annotations

import pytest

from core.models import AuditEvent
from core.permissions import Role
from legislature.actions.people import import_legislators, match_counties
from legislature.checks.imports import CannotRead, people_file, read_counties, read_people
from legislature.models import Chamber, District, Legislator
from legislature.readmodels.register import districts_known
from legislature.readmodels.roster import changes_against_records, district_names, places_of
from tests import factories

HEADER = (
    "id,name,current_party,current_district,current_chamber,given_name,family_name,gender,email,biography,birth_date,"
    "death_date,image,links,sources,capitol_address,capitol_voice,capitol_fax,district_address,district_voice,"
    "district_fax,twitter,youtube,instagram,facebook,wikidata\n"
)


def line(number: int, name: str, district: str, chamber: str = "lower", email: str = "x@pa.example") -> str:
    return (
        f'ocd-person/{number},"{name}",Democratic,{district},{chamber},Given,Family,Female,{email},"Bio, with ""quotes""",'
        f'1970-01-01,,,https://a.example;https://b.example,,"Room 1, Capitol; Harrisburg, PA",717-555-0100,,,,,,,,,\n'
    )


@pytest.fixture
def officer(pa):
    return factories.member(Role.OFFICER)


def people_in(pa, text):
    return read_people(HEADER + text, places_of(pa))


@pytest.mark.rule("BR-81")
def test_district_names_are_text_and_keyed_by_their_ocd_id():
    names = {known.name for known in districts_known("MA")}
    assert "10th Bristol" in names
    assert {known.kind for known in districts_known("NE")} == {"legislature"}
    assert len(districts_known("PA")) == 253
    assert len({known.ocd_id for known in districts_known("PA")}) == 253
    assert districts_known("XX") == ()


@pytest.mark.rule("BR-82")
def test_an_open_states_file_is_read_without_party_and_personal_things(pa):
    people, faults = people_in(pa, line(1, "Dana O'Neil, Jr.", "203") + line(2, "Kim Park", "27", "upper"))
    assert faults == []
    assert [one.name for one in people] == ["Dana O'Neil, Jr.", "Kim Park"]
    assert people[0].ocd_id.endswith("sldl:203")
    assert people[1].ocd_id.endswith("sldu:27")
    assert people[0].capitol_address == "Room 1, Capitol; Harrisburg, PA"
    kept = people_file(people, {ocd_id: place for place, ocd_id in places_of(pa).items()})
    assert "Democratic" not in kept
    assert "1970" not in kept
    assert read_people(kept, places_of(pa))[0] == people


@pytest.mark.rule("BR-82")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        (line(1, "A", "999"), "no district “999”"),
        (line(1, "A", "1", "middle"), "chamber “middle”"),
        (line(1, "", "1"), "id or the name is missing"),
        (line(1, "A", "1", email="not an address"), "not an e-mail address"),
        (line(1, "A", "1") + line(1, "A", "2"), "stands twice"),
        (line(1, "A" * 161, "1"), "longer than 160"),
    ],
)
def test_a_line_that_cannot_be_taken_is_named_with_its_number(pa, text, said):
    _, faults = people_in(pa, text)
    assert len(faults) == 1
    assert said in faults[0].text
    assert faults[0].line == (3 if text.count("\n") == 2 else 2)


def test_another_file_is_refused_as_a_whole(pa):
    with pytest.raises(CannotRead, match="id, current_district, current_chamber are missing"):
        read_people("name,party\nA,B\n", places_of(pa))


@pytest.mark.rule("BR-82")
def test_importing_twice_changes_nothing_and_who_is_gone_sits_no_longer(pa, officer):
    people, _ = people_in(pa, line(1, "Dana", "203") + line(2, "Kim", "27", "upper"))
    assert import_legislators(people, by=officer) == (2, 0, 0)
    assert import_legislators(people, by=officer) == (0, 0, 0)
    assert District.objects.count() == 253
    assert {chamber.member_title for chamber in Chamber.objects.all()} == {"Senator", "Representative"}

    changed, _ = people_in(pa, line(1, "Dana", "202", email="new@pa.example"))
    preview = changes_against_records(changed)
    assert [change.what for change in preview.changed] == [["e-mail: x@pa.example → new@pa.example", "district"]]
    assert [one.name for one in preview.gone] == ["Kim"]
    assert import_legislators(changed, by=officer) == (0, 1, 1)
    assert Legislator.objects.get(open_states_id="ocd-person/1").district.name == "202"
    assert not Legislator.objects.get(open_states_id="ocd-person/2").is_current
    assert AuditEvent.objects.filter(deed="legislator.import").count() == 3

    assert import_legislators(people, by=officer) == (0, 2, 0)
    assert Legislator.objects.filter(is_current=True).count() == 2


@pytest.mark.rule("BR-80")
def test_districts_are_matched_to_counties_by_any_of_their_names(pa, officer):
    lines = (
        "district,county_fips\nocd-division/country:us/state:pa/sldl:203,42081\nlower 203,42035\n"
        "House 203,42035\nupper 27,42119\n\nupper 999,42001\nupper 1,13001\nupper 1,Adams\n"
    )
    matches, faults = read_counties(lines, district_names(pa), ["42081", "42035", "42119", "42001"])
    assert [fault.line for fault in faults] == [7, 8, 9]
    assert match_counties(matches, by=officer) == 2
    assert match_counties(matches, by=officer) == 0
    assert District.objects.get(ocd_id__endswith="sldl:203").county_fips == ["42035", "42081"]
    assert District.objects.get(ocd_id__endswith="sldu:27").county_fips == ["42119"]
    assert District.objects.filter(county_fips=[]).count() == 251
