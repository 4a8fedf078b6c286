"""A spreadsheet of partnerships: what is wrong is said line by line, and it is applied whole, once."""

from __future__ import annotations

import io
import re
import time
import zipfile

import pytest
from openpyxl import load_workbook

from core.isolation import state_scope
from core.models import AuditEvent, StoredFile
from core.permissions import Role
from partnerships.actions import importing
from partnerships.actions.importing import check_import
from partnerships.actions.records import Refused
from partnerships.models import (
    ConvenerEngagement,
    Organization,
    Partnership,
    PartnershipImport,
    PartnershipMember,
    Region,
    TargetIndustry,
)
from partnerships.readmodels.importing import from_rows, plan_of
from tests import factories
from tests.partnerships import sheets, standing
from tests.partnerships.sheets import ROW, SEAT

PAGE = "/staff/import-partnerships/"


@pytest.fixture
def valley(pa):
    return Region.objects.create(name="Lehigh Valley", county_fips=["42077", "42095"])


@pytest.fixture
def industry(pa):
    return factories.industry("Manufacturing", ["31-33"])


@pytest.fixture
def officer(pa, valley, industry):
    return factories.member(Role.OFFICER, name="Dana Kowalczyk")


def apply_import(sheet, *, state, by):
    """Apply it as somebody does who has just looked at it."""
    return importing.apply_import(
        sheet, state=state, by=by, reviewed=plan_of(from_rows(sheet.plan["rows"]), state).digest()
    )


def send(pa, officer, partnerships, members=()):
    """Check it, apply it, and give the counts."""
    made = check_import(sheets.upload(sheets.workbook(partnerships, members)), state=pa, by=officer)
    return apply_import(made, state=pa, by=officer)


def said(pa, officer, partnerships, members=()) -> str:
    """What the page says of a sheet."""
    client = factories.client(pa, officer)
    answer = client.post(PAGE, {"sheet": sheets.upload(sheets.workbook(partnerships, members))}, follow=True)
    return " ".join(answer.content.decode().split()).replace("&#x27;", "'")


def test_partnerships_and_their_tables_come_in_and_the_same_sheet_again_changes_nothing(pa, officer):
    rows = [ROW | {"counties": "Lehigh; 42095", "founded": "2019-06-30", "chair": "Ana Ruiz, Alpha"}]
    seats = [
        SEAT | {"since": "2020-01-15", "champion": "yes", "tier": "core"},
        SEAT | {"organization": "Community College", "kind": "College or university", "role": "education"},
        SEAT | {"organization": "alpha", "role": "other", "since": "2020-01-15", "left": "2021-01-15"},
    ]
    first = send(pa, officer, rows, seats)
    assert (first["partnerships_new"], first["members_new"], first["organizations_new"]) == (1, 3, 3)
    made = Partnership.objects.get()
    assert (made.slug, made.stage, made.county_fips, made.is_public) == (
        "lehigh-manufacturing",
        "implementing",
        ["42077", "42095"],
        True,
    )
    assert ConvenerEngagement.objects.get().organization == made.convener
    assert set(Organization.objects.values_list("legal_name", "type")) == {
        ("Lehigh Valley Board", "workforce_board"),
        ("Alpha Inc.", "employer"),
        ("Community College", "college"),
    }
    alpha = PartnershipMember.objects.filter(organization__legal_name="Alpha Inc.")
    assert sorted(alpha.values_list("role", "is_champion", "tier")) == [
        ("employer", True, "core"),
        ("other", False, "active"),
    ]
    before = PartnershipMember.objects.count()

    again = send(pa, officer, rows, seats)
    assert (again["partnerships_same"], again["members_same"], again["organizations_new"]) == (1, 3, 0)
    assert (Partnership.objects.count(), PartnershipMember.objects.count()) == (1, before)
    assert AuditEvent.objects.filter(deed="partnership.import").count() == 1
    assert AuditEvent.objects.filter(deed="import.apply").count() == 2


def test_what_differs_is_changed_and_what_needs_a_page_of_its_own_is_said(pa, officer):
    send(pa, officer, [ROW])
    changed = ROW | {"chair": "Ben Ode, Beta", "counties": "Lehigh", "stage": "Sustaining", "convener": "A chamber"}
    page = said(pa, officer, [changed | {"convener_kind": "Chamber of commerce"}])
    assert "Changes: counties, chair." in page
    assert "It stays implementing; the row says sustaining. Propose that on its page." in page
    assert "Lehigh Valley Board convenes it on record. Hand over on its page." in page
    apply_import(PartnershipImport.objects.first(), state=pa, by=officer)
    one = Partnership.objects.get()
    assert (one.chair, one.county_fips, one.stage) == ("Ben Ode, Beta", ["42077"], "implementing")
    assert one.convener.legal_name == "Lehigh Valley Board"


def test_a_likely_double_is_pointed_at(pa, officer):
    send(pa, officer, [ROW])
    page = said(pa, officer, [ROW | {"name": "Lehigh Valley Manufacturers"}])
    assert "Likely a double" in page
    assert "Looks like Lehigh Manufacturing: the same convener and industry in the same counties." in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "Name is empty."),
        ({"region": "Nowhere"}, "The state has no region “Nowhere”."),
        ({"industry": "Film"}, "The state has no industry “Film”. Give its NAICS codes"),
        ({"naics": "33x"}, "NAICS holds “33x”."),
        ({"counties": "Lehigh; Atlantis"}, "Counties holds “Atlantis”"),
        ({"counties": "Philadelphia"}, "Philadelphia lies outside the region Lehigh Valley."),
        ({"stage": "Thriving"}, "Stage is “Thriving”. Write one of: Proposed"),
        ({"stage": "Merged"}, "merge on its page"),
        ({"convener_kind": ""}, "Fill in Kind of convener"),
        ({"founded": "2019-13-40"}, "Founded is “2019-13-40”, which is no date."),
        ({"founded": "2999-01-01"}, "a day that is still to come"),
        ({"website": "lehigh.example"}, "Write the whole address"),
        ({"public": "perhaps"}, "Write yes or no."),
        ({"chair": "x" * 161}, "Chair has 161 characters; the most is 160."),
    ],
)
def test_each_fault_of_a_row_is_said_and_nothing_is_applied(pa, officer, change, sentence):
    page = said(pa, officer, [ROW | change])
    assert sentence in page
    assert "Apply all of it" not in page
    with pytest.raises(Refused, match="1 rows are wrong"):
        apply_import(PartnershipImport.objects.get(), state=pa, by=officer)
    assert not Partnership.objects.exists()
    assert not Organization.objects.exists()


def test_faults_of_members(pa, officer):
    seats = [
        SEAT | {"partnership": "Unknown"},
        SEAT | {"organization": "Beta", "kind": ""},
        SEAT | {"role": "boss"},
        SEAT,
        SEAT | {"organization": "ALPHA"},
        SEAT | {"organization": "Gamma", "left": "2020-01-01"},
        SEAT | {"organization": "Delta", "since": "2021-01-01", "left": "2020-01-01"},
    ]
    page = said(pa, officer, [ROW, ROW], seats)
    for sentence in (
        "Partnerships: The name stands on line 2 already.",
        "No partnership Unknown stands on the first sheet or on record.",
        "The state has no organization Beta. Fill in Kind",
        "Role is “boss”.",
        "The same seat stands on line 5 already.",
        "Left is given without Since.",
        "Left is 2020-01-01, before 2021-01-01",
        "7 wrong rows",
    ):
        assert sentence in page, sentence


def test_one_organization_by_two_of_its_names_is_one_seat(pa, officer):
    factories.organization("Alpha, Incorporated", "employer", aliases=["First Metals"])
    page = said(pa, officer, [ROW], [SEAT, SEAT | {"organization": "First Metals"}])
    assert "The same seat stands on line 2 already." in page
    assert "1 wrong row" in page


def test_a_day_of_leaving_closes_the_seat_that_is_open(pa, officer):
    send(pa, officer, [ROW], [SEAT | {"since": "2020-01-15", "tier": "core"}])
    left = SEAT | {"since": "2020-01-15", "left": "2024-05-31"}
    assert "Changes: left." in said(pa, officer, [ROW], [left])
    assert send(pa, officer, [ROW], [left])["members_change"] == 1
    seat = PartnershipMember.objects.get()
    assert (str(seat.joined_on), str(seat.left_on), seat.tier) == ("2020-01-15", "2024-05-31", "core")
    assert send(pa, officer, [ROW], [left])["members_same"] == 1
    back = send(pa, officer, [ROW], [SEAT | {"since": "2025-01-01"}, left])
    assert (back["members_new"], back["members_same"]) == (1, 1)
    assert PartnershipMember.objects.filter(left_on__isnull=True).count() == 1


def test_who_left_and_came_back_is_told_by_one_sheet(pa, officer):
    send(pa, officer, [ROW], [SEAT | {"since": "2020-01-15"}])
    rows = [SEAT | {"since": "2025-01-01"}, SEAT | {"since": "2020-01-15", "left": "2024-05-31"}]
    counts = send(pa, officer, [ROW], rows)
    assert (counts["members_new"], counts["members_change"]) == (1, 1)
    seats = PartnershipMember.objects.order_by("joined_on").values_list("joined_on__year", "left_on__year")
    assert list(seats) == [(2020, 2024), (2025, None)]


def test_a_seat_before_the_open_one_is_said_to_leave_that_open(pa, officer):
    send(pa, officer, [ROW], [SEAT | {"since": "2024-01-15"}])
    page = said(pa, officer, [ROW], [SEAT | {"since": "2018-01-15", "left": "2020-01-15"}])
    assert "An earlier seat; the one since 2024-01-15 stays open." in page


def test_another_tier_and_a_champion_are_changes_and_empty_cells_are_none(pa, officer):
    send(pa, officer, [ROW], [SEAT | {"since": "2020-01-15", "tier": "core", "champion": "yes"}])
    assert send(pa, officer, [ROW], [SEAT])["members_same"] == 1
    changed = SEAT | {"tier": "informed", "champion": "no"}
    assert "Changes: how close, champion." in said(pa, officer, [ROW], [changed])
    assert send(pa, officer, [ROW], [changed])["members_change"] == 1
    seat = PartnershipMember.objects.get()
    assert (seat.tier, seat.is_champion, str(seat.joined_on)) == ("informed", False, "2020-01-15")


def test_a_sheet_that_changes_only_seats_stands_in_the_trail_of_each_partnership_once(pa, officer):
    second = ROW | {"name": "Lehigh health"}
    send(pa, officer, [ROW, second], [SEAT])
    table = Partnership.objects.get(name=ROW["name"])
    trail = AuditEvent.objects.filter(deed="partnership.import")
    assert trail.count() == 2
    more = SEAT | {"organization": "Beta Inc.", "role": "other"}
    counts = send(pa, officer, [ROW, second], [SEAT | {"tier": "informed"}, more])
    assert (counts["partnerships_same"], counts["members_change"], counts["members_new"]) == (2, 1, 1)
    assert [event.target_id for event in trail.order_by("pk")[2:]] == [str(table.pk)]
    send(pa, officer, [ROW, second], [more | {"role": "employer"}])
    assert trail.count() == 4


def test_only_what_was_looked_at_is_applied(pa, officer):
    client = factories.client(pa, officer)
    made = check_import(sheets.upload(sheets.workbook([ROW], [SEAT])), state=pa, by=officer)
    page = f"{PAGE}{made.pk}/"
    shown = re.search(r'name="plan" value="(\w{64})"', client.get(page).content.decode())[1]
    factories.organization("Alpha", "employer")
    answer = client.post(page, {"act": "apply", "plan": shown}, follow=True).content.decode()
    assert "records changed since you looked" in answer
    assert not Partnership.objects.exists()
    again = re.search(r'name="plan" value="(\w{64})"', answer)[1]
    assert again != shown
    client.post(page, {"act": "apply", "plan": again})
    assert Partnership.objects.count() == 1


def test_an_industry_with_codes_is_added_as_a_candidate_and_a_known_organization_is_found(pa, officer):
    factories.organization("Alpha, Incorporated", "employer")
    counts = send(pa, officer, [ROW | {"industry": "Film", "naics": "512"}], [SEAT])
    assert counts["organizations_new"] == 1
    film = TargetIndustry.objects.get(title="Film")
    assert (film.status, film.naics) == ("candidate", ["512"])
    assert PartnershipMember.objects.get().organization.legal_name == "Alpha, Incorporated"


def test_three_hundred_rows_with_three_thousand_seats_are_fast(pa, officer, django_assert_max_num_queries):
    rows = [ROW | {"name": f"Partnership number {n}"} for n in range(300)]
    seats = [
        SEAT | {"partnership": f"Partnership number {n % 300}", "organization": f"Employer {n} LLC"}
        for n in range(3000)
    ]
    content = sheets.workbook(rows, seats)
    started = time.monotonic()
    made = check_import(sheets.upload(content), state=pa, by=officer)
    looked = time.monotonic()
    counts = apply_import(made, state=pa, by=officer)
    done = time.monotonic()
    assert (counts["partnerships_new"], counts["members_new"]) == (300, 3000)
    assert looked - started < 10
    assert done - looked < 20


def test_files_that_are_none_are_refused_with_a_sentence(pa, officer):
    client = factories.client(pa, officer)

    def refused(content: bytes, name: str = "partnerships.xlsx") -> str:
        answer = client.post(PAGE, {"sheet": sheets.upload(content, name)})
        assert answer.status_code == 422
        return " ".join(answer.content.decode().split())

    assert "is not one of .xlsx" in refused(b"Name,Industry", "partnerships.csv")
    assert "does not begin as a .xlsx file does" in refused(b"Name,Industry")
    assert "has 10.0 MB; the limit is 10 MB" in refused(b"PK\x03\x04" + b"0" * (10 * 1024 * 1024))
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "0" * 40_000_000)
    assert "would unpack to more than any document does" in refused(bomb.getvalue())
    sneaky = io.BytesIO()
    with zipfile.ZipFile(sneaky, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x/>')
    assert "asks to load other files" in refused(sneaky.getvalue())
    hollow = io.BytesIO()
    with zipfile.ZipFile(hollow, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert "The workbook cannot be read." in refused(hollow.getvalue())
    assert "The workbook has no row under its heads." in refused(sheets.workbook([]))
    assert not StoredFile.objects.exists()
    assert not PartnershipImport.objects.exists()


def test_a_sheet_without_its_heads_is_refused(pa, officer):
    content = io.BytesIO()
    book = load_workbook(io.BytesIO(sheets.workbook([ROW])))
    book["Partnerships"]["D1"] = "Place"
    book.save(content)
    with pytest.raises(Refused, match="has no column Region in its first row"):
        check_import(sheets.upload(content.getvalue()), state=pa, by=officer)


def test_the_template_is_what_the_import_reads(pa, officer):
    client = factories.client(pa, officer)
    answer = client.get(f"{PAGE}template.xlsx")
    assert answer["Content-Type"].endswith("sheet")
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Partnerships", "Members", "Lists"]
    assert book["Lists"]["A2"].value == "Lehigh Valley"
    for place, value in enumerate(ROW.values()):
        heads = [cell.value for cell in book["Partnerships"][1]]
        label = {"convener_kind": "Kind of convener"}.get(list(ROW)[place], list(ROW)[place].capitalize())
        book["Partnerships"].cell(2, heads.index(label) + 1, value)
    filled = io.BytesIO()
    book.save(filled)
    made = check_import(sheets.upload(filled.getvalue()), state=pa, by=officer)
    assert apply_import(made, state=pa, by=officer)["partnerships_new"] == 1


def test_it_is_applied_once_or_not_at_all(pa, officer):
    client = factories.client(pa, officer)
    made = check_import(sheets.upload(sheets.workbook([ROW])), state=pa, by=officer)
    page = f"{PAGE}{made.pk}/"
    assert "Apply all of it" in client.get(page).content.decode()
    shown = re.search(r'name="plan" value="(\w{64})"', client.get(page).content.decode())[1]
    assert client.post(page, {"act": "apply", "plan": shown}).status_code == 302
    made.refresh_from_db()
    assert made.status == "applied"
    with pytest.raises(Refused, match="is applied already"):
        apply_import(made, state=pa, by=officer)
    assert "Apply all of it" not in client.get(page).content.decode()
    other = check_import(sheets.upload(sheets.workbook([ROW])), state=pa, by=officer)
    assert client.post(f"{PAGE}{other.pk}/", {"act": "drop"}).status_code == 302
    with pytest.raises(Refused, match="is not applied already"):
        apply_import(other, state=pa, by=officer)
    assert client.post(page, {"act": "x"}).status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_costs_the_same(pa, officer, many, django_assert_max_num_queries):
    rows = [ROW | {"name": f"Number {n}"} for n in range(many)]
    made = check_import(
        sheets.upload(sheets.workbook(rows, [SEAT | {"partnership": "Number 0"}])), state=pa, by=officer
    )
    client = factories.client(pa, officer)
    with django_assert_max_num_queries(13):
        assert client.get(f"{PAGE}{made.pk}/").status_code == 200
    with django_assert_max_num_queries(10):
        assert client.get(PAGE).status_code == 200


def test_who_may_import(db):
    with state_scope(factories.state("ga")):
        there = factories.member(Role.OFFICER)
        stored = StoredFile.objects.create(
            key="1", name="x.xlsx", purpose="partnership_sheet", content_type="x", size=1, sha256="0"
        )
        theirs = PartnershipImport.objects.create(file=stored, made_by=there).pk
    here = factories.state("pa")
    with state_scope(here):
        officer = factories.client(here, factories.member(Role.OFFICER))
        director = factories.client(here, factories.member(Role.DIRECTOR))
        standing.seat(factories.partnership())
    assert officer.get(f"{PAGE}{theirs}/").status_code == 404
    for path in (PAGE, f"{PAGE}template.xlsx", f"{PAGE}1/"):
        assert director.get(path).status_code == 403
