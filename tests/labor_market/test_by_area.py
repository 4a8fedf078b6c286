"""The Bureau's downloads by area and by industry: an archive with a CSV file for each, read as one."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from labor_market import access
from labor_market.checks.archives import MOST_DIRECTORY, MOST_FILES, CannotRead
from labor_market.checks.kinds import Known, open_file
from labor_market.checks.streams import Lines
from labor_market.management.commands.import_labor_market import Command
from labor_market.models import Dataset
from labor_market.tasks.progress import counts_of
from tests import factories
from tests.labor_market.bringing import bring, csv_of, loaded, own, zipped

START = ["area_fips", "own_code", "industry_code", "agglvl_code", "size_code", "year", "qtr", "disclosure_code"]
TITLES = ["area_title", "own_title", "industry_title", "agglvl_title", "size_title"]
FIELDS = {
    "annual": [
        "annual_avg_estabs_count", "annual_avg_emplvl", "total_annual_wages", "taxable_annual_wages",
        "annual_contributions", "annual_avg_wkly_wage", "avg_annual_pay",
    ],
    "quarterly": [
        "qtrly_estabs_count", "month1_emplvl", "month2_emplvl", "month3_emplvl", "total_qtrly_wages",
        "taxable_qtrly_wages", "qtrly_contributions", "avg_wkly_wage",
    ],
}  # fmt: skip
AREAS = {
    "01000": "Alabama -- Statewide",
    "01001": "Autauga County, Alabama",
    "42000": "Pennsylvania -- Statewide",
    "42077": "Lehigh County, Pennsylvania",
    "C1018": "Abilene, TX MSA",
}


def header(period: str) -> list[str]:
    """Of a file by area, in full, as the Bureau spells it there."""
    fields = FIELDS[period]
    oty = [f"oty_{name}_{end}" for name in fields for end in ("chg", "pct_chg")]
    return [*START, *TITLES, *fields, "lq_disclosure_code", *(f"lq_{f}" for f in fields), "oty_disclosure_code", *oty]


def line(period: str, area: str, industry: str = "10", jobs: int = 100, code: str = "", quarter: int = 1) -> list[Any]:
    """A line of such a file."""
    qtr = "A" if period == "annual" else quarter
    titles = [AREAS.get(area, "Somewhere"), "Private", "Total, all industries", "County, by ownership", "All sizes"]
    start = [area, "5", industry, "71", "0", 2024, qtr, code, *titles]
    count = len(FIELDS[period])
    if code:
        return [*start, 7, *[0] * (count - 1), "N", *[0] * count, "N", *[0] * 2 * count]
    jobs_and_pay = (
        [jobs, jobs * 900, 0, 0, 1000, 52000] if period == "annual" else [jobs] * 3 + [jobs * 900, 0, 0, 1000]
    )
    return [*start, 7, *jobs_and_pay, "", *["1.25"] * count, "", *[3] * 2 * count]


def name(period: str, area: str) -> str:
    """What the Bureau calls the file of an area."""
    span = "annual" if period == "annual" else "q1-q4"
    return f"2024.{span}.by_area/2024.{span} {area} {AREAS[area]}.csv"


def by_area(period: str = "annual", **changed: bytes) -> dict[str, bytes]:
    """A file for each area with two lines, the second withheld; `changed` by the code of the area, such as a42077."""
    made = {}
    for number, area in enumerate(AREAS, 1):
        lines = [line(period, area, jobs=100 * number), line(period, area, "31-33", code="N")]
        made[name(period, area)] = changed.get(f"a{area}", csv_of(*lines, header=header(period)))
    return made


@pytest.mark.parametrize("period", ["annual", "quarterly"])
def test_a_download_by_area_is_one_data_set(analyst, period):
    content = zipped(**by_area(period), **{"readme.txt": b"About", "layout.xlsx": b"x", "__MACOSX/._a.csv": b"\0"})
    held = bring(content, analyst, name=f"2024_{period}_by_area.zip")
    assert (held.status, held.rows_read, held.rows_good, held.withheld) == ("ready", 10, 10, 5), held.failure
    assert (held.found["files"], held.found["ignored"]) == (5, ["readme.txt", "layout.xlsx"])
    assert held.found["unknown"] == []
    assert held.found["area_names"] == sorted(AREAS)
    held = loaded(held, analyst)
    figures = held.dataset.industry_figures.filter(industry_code="10").order_by("employment")
    assert [(f.area_fips, int(f.employment)) for f in figures] == [(a, 100 * n) for n, a in enumerate(AREAS, 1)]
    assert {(f.establishments, f.weekly_wage, int(f.employment_change)) for f in figures} == {(7, 1000, 3)}
    assert held.dataset.industry_figures.get(area_fips="42077", industry_code="31-33").employment is None
    assert (held.dataset.rows, held.dataset.areas, held.dataset.is_quarterly) == (10, 5, period == "quarterly")
    assert held.bytes_done == held.bytes_all == held.size


def test_a_download_by_industry_is_read_the_same_way(analyst):
    files = {
        f"2024.annual.by_industry/2024.annual {naics}.csv": csv_of(
            *(line("annual", area, naics) for area in AREAS), header=header("annual")
        )
        for naics in ("10", "31-33", "336")
    }
    held = loaded(bring(zipped(**files), analyst, name="2024_annual_by_industry.zip"), analyst)
    assert (held.dataset.rows, held.dataset.areas, held.found["again_count"]) == (15, 5, 0)


def test_the_preview_counts_the_files_and_names_what_is_not_read(analyst, pa):
    held = bring(zipped(**by_area(), **{"readme.txt": b"About"}), analyst, name="2024_annual_by_area.zip")
    page = factories.client(pa, analyst).get(f"/labor-market/imports/{held.pk}/").content.decode()
    assert "5 CSV files" in page
    assert "Beside the tables the archive holds what is not read: readme.txt." in page
    assert "Load 10 rows" in page


def test_an_error_names_the_file_and_the_line_in_it(analyst, pa):
    wrong = csv_of(line("annual", "42077"), ["42077", "5"], line("annual", "4207X"), header=header("annual"))
    held = bring(zipped(**by_area(a42077=wrong)), analyst, name="by_area.zip")
    part = "2024.annual 42077 Lehigh County, Pennsylvania.csv"
    assert [(e["part"], e["line"]) for e in held.errors] == [(part, 3), (part, 4)]
    rows = b"".join(access.files.pieces(held.error_file)).decode().splitlines()
    assert rows[0] == "File,Line,What is wrong"
    assert rows[1] == f'"{part}",3,The line has 2 cells; the headings are {len(header("annual"))}.'
    page = factories.client(pa, analyst).get(f"/labor-market/imports/{held.pk}/").content.decode()
    assert f'<td class="rt-break">{part}</td>' in page
    assert loaded(held, analyst).dataset.refused == 2


def test_the_same_columns_in_another_spelling_belong_together(analyst):
    plain = [name.replace("estabs_count", "estabs").upper() for name in header("annual")]
    held = bring(zipped(**by_area(a42000=csv_of(line("annual", "42000"), header=plain))), analyst, name="by_area.zip")
    assert (held.status, held.rows_good) == ("ready", 9)


LEHIGH = "“2024.annual 42077 Lehigh County, Pennsylvania.csv”"
FIRST = "“2024.annual 01000 Alabama -- Statewide.csv”"
MIXED = {
    "quarters among years": (
        csv_of(line("quarterly", "42077"), header=header("quarterly")),
        f"The files of the archive do not belong together: {LEHIGH} has other headings than {FIRST}. It lacks"
        " annual_avg_estabs_count, annual_avg_emplvl, total_annual_wages, taxable_annual_wages, annual_contributions"
        " and 23 more. It adds qtrly_estabs_count, month1_emplvl,",
    ),
    "another order": (csv_of(header=header("annual")[::-1]), "They stand in another order. Bring an archive of one"),
    "no headings": (b"", f"{LEHIGH} in the archive has no line of headings."),
    "not UTF-8": (
        csv_of(line("annual", "42077"), header=header("annual")) + b"\xe9",
        f"Line 3 of {LEHIGH} is not in UTF-8: it holds the byte 0xe9.",
    ),
    "no text": (b"\0\0\0", f"{LEHIGH} is not text: it holds zero bytes."),
    "an archive by another name": (zipped(a__csv=b"a"), f"Line 1 of {LEHIGH} is not in UTF-8"),
    "no line ends": (b"a," * 70000, f"Line 1 of {LEHIGH} has no end within 65,536 characters"),
}


@pytest.mark.parametrize("case", MIXED)
def test_a_file_that_does_not_belong_is_refused_by_name(analyst, case):
    content, said = MIXED[case]
    held = bring(zipped(**by_area(a42077=content)), analyst, name="by_area.zip")
    assert held.status == "failed"
    assert said in held.failure, held.failure


def test_an_area_that_comes_twice_is_told_before_and_refused_by_its_lines(analyst, pa):
    again = csv_of(line("annual", "01001", "52"), line("annual", "01001"), header=header("annual"))
    held = bring(zipped(**by_area(a42077=again)), analyst, name="by_area.zip")
    page = factories.client(pa, analyst).get(f"/labor-market/imports/{held.pk}/").content.decode()
    note = f"The area 01001 has two files in the archive, “2024.annual 01001 Autauga County, Alabama.csv” and {LEHIGH}."
    assert f"{note} Where both have the same line, nothing is loaded." in page
    held = loaded(held, analyst)
    assert held.failure == (
        "The file has the same line twice: 01001, 5, 10, 2024, 0 (line 2 of “2024.annual 01001 Autauga County,"
        f" Alabama.csv” and line 3 of {LEHIGH}). Remove one of them and bring it again."
    )
    assert not own().exists()


def test_a_line_that_comes_twice_in_a_plain_file_is_told_by_its_numbers(analyst):
    lines = [line("annual", area) for area in (*AREAS, "42077")]
    held = loaded(bring(csv_of(*lines, header=header("annual")), analyst), analyst)
    assert "42077, 5, 10, 2024, 0 (line 5 and line 7)" in held.failure


def test_the_progress_is_that_of_the_whole_archive_and_only_grows():
    files = by_area()
    files = {name: content + content.split(b"\n", 1)[1] * 400 for name, content in files.items()}
    found = open_file(io.BytesIO(stored(files)), "qcew", {}, Known())
    done = [(found.lines.number, counts_of(found)["bytes_done"]) for _ in found.rows]
    assert done == sorted(done)
    assert {number for number, _ in done} == {1, 2, 3, 4, 5}
    assert len({bytes_done for _, bytes_done in done}) == 5
    assert counts_of(found)["bytes_done"] == found.lines.size


# What nobody publishes


def stored(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return out.getvalue()


def refused(content: bytes, most: int = 2 * 1024 * 1024) -> str:
    with pytest.raises(CannotRead) as told:
        sum(len(list(rows)) for rows in Lines(io.BytesIO(content), most=most).files())
    return str(told.value)


@pytest.mark.parametrize("path", ["../a.csv", "x/../../a.csv", "/etc/a.csv", "C:\\a.csv", "..\\a.csv", "a\x07.csv"])
def test_a_path_that_climbs_out_is_refused(path):
    assert "whose path leads out of it" in refused(stored({"b.csv": b"a,b\n", path: b"a,b\n"}))


@pytest.mark.parametrize("inner", ["more.zip", "more.csv.gz", "old.tar", "x.7z"])
def test_an_archive_in_the_archive_is_refused(inner):
    assert f"The archive holds another archive: {inner}." in refused(stored({"b.csv": b"a,b\n", f"d/{inner}": b"PK"}))


def test_what_unpacks_without_end_is_refused_by_the_sum_of_its_files():
    part = b"area_fips,x\n" * 100_000
    assert refused(zipped(a__csv=part, b__csv=part)).startswith("The file unpacks to more than 2 MB")
    lying = bytearray(zipped(a__csv=part, b__csv=part))
    for place in (at for at in range(len(lying)) if lying[at : at + 4] == b"PK\x01\x02"):
        lying[place + 24 : place + 28] = (1000).to_bytes(4, "little")
    assert "damaged or was cut short" in refused(bytes(lying))  # reading stops at the size that it claims


def test_more_files_than_any_download_has_are_refused(monkeypatch):
    monkeypatch.setattr("labor_market.checks.archives.MOST_FILES", 4)
    assert "The archive holds 5 files, and none of this kind has more than 4." in refused(stored(by_area()))
    assert MOST_FILES == 20_000


def test_a_directory_without_end_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(zipfile, "ZipFile", None)
    assert MOST_DIRECTORY == 4 * 1024 * 1024
    head = b"PK\x03\x04" + b"\0" * 40
    end = b"PK\x05\x06" + b"\0" * 8 + (5 * 1024 * 1024).to_bytes(4, "little") + b"\0" * 6
    assert "own list of files has 5 MB" in refused(head + end)
    record = b"PK\x06\x06" + b"\0" * 36 + (9 * 1024 * 1024).to_bytes(8, "little") + b"\0" * 8
    locator = b"PK\x06\x07" + b"\0" * 4 + len(head).to_bytes(8, "little") + b"\0" * 4
    end = b"PK\x05\x06" + b"\0" * 8 + b"\xff" * 4 + b"\0" * 6
    assert "own list of files has 9 MB" in refused(head + record + locator + end)


END_BEFORE_LENGTH, END_AFTER_LENGTH = b"PK\x05\x06" + b"\0" * 8, b"\0" * 6


def long_record(megabytes: int) -> bytes:
    return b"PK\x06\x06" + b"\0" * 36 + (megabytes * 1024 * 1024).to_bytes(8, "little") + b"\0" * 8


def test_a_directory_without_end_is_not_hidden_by_marks_or_by_a_false_record(monkeypatch):
    monkeypatch.setattr(zipfile, "ZipFile", None)
    head, five = b"PK\x03\x04" + b"\0" * 40, (5 * 1024 * 1024).to_bytes(4, "little")
    for fields in (b"PK\x05\x06" + b"\0" * 4, b"\0" * 4 + b"PK\x05\x06"):
        end = b"PK\x05\x06" + fields + five + END_AFTER_LENGTH
        assert "own list of files has 5 MB" in refused(head + end)
    locator = b"PK\x06\x07" + b"\0" * 4 + len(head).to_bytes(8, "little") + b"\0" * 4
    end = END_BEFORE_LENGTH + b"\xff" * 4 + END_AFTER_LENGTH
    assert "own list of files has 9 MB" in refused(head + long_record(0) + long_record(9) + locator + end)
    assert "own list of files has 9 MB" in refused(head + long_record(9) + long_record(0) + locator + end)
    end = END_BEFORE_LENGTH + five + END_AFTER_LENGTH
    assert "own list of files has 5 MB" in refused(head + long_record(0) + b"\0" * 56 + locator + end)


def test_honest_archives_with_long_records_and_comments_are_read():
    packed = io.BytesIO(stored({"a.csv": b"x,y\n1,2\n"}))
    with zipfile.ZipFile(packed, "a") as archive:
        archive.comment = b"Bureau of Labor Statistics" * 2000
    assert rows_in(packed.getvalue()) == [["x", "y"], ["1", "2"]]
    plain = stored({"a.csv": b"x,y\n1,2\n"})
    length, place = (int.from_bytes(plain[at : at + 4], "little") for at in (-10, -6))
    record = b"PK\x06\x06" + (44).to_bytes(8, "little") + b"\x2d\0\x2d\0" + b"\0" * 8
    record += b"".join(number.to_bytes(8, "little") for number in (1, 1, length, place))
    locator = b"PK\x06\x07" + b"\0" * 4 + (len(plain) - 22).to_bytes(8, "little") + (1).to_bytes(4, "little")
    end = b"PK\x05\x06" + b"\0" * 4 + b"\xff" * 12 + b"\0" * 2
    assert rows_in(plain[:-22] + record + locator + end) == [["x", "y"], ["1", "2"]]


def rows_in(content: bytes) -> list[list[str]]:
    return [row for rows in Lines(io.BytesIO(content)).files() for row in rows]


def test_the_directory_of_a_workbook_in_an_archive_is_looked_at_before_it_is_read(monkeypatch):
    book = stored({f"xl/{number}.xml": b"" for number in range(100)})
    content = stored({"book.xlsx": book})
    monkeypatch.setattr("labor_market.checks.archives.MOST_DIRECTORY", 1024)
    assert "The archive’s own list of files has" in refused(content)


def test_one_table_beside_a_text_is_read_and_two_workbooks_are_not():
    lines = Lines(io.BytesIO(stored({"a.csv": b"x,y\n1,2\n", "readme.txt": b"a\nb\n"})))
    assert [list(rows) for rows in lines.files()] == [[["x", "y"], ["1", "2"]]]
    assert (lines.part, lines.parts, lines.ignored) == ("", 1, ["readme.txt"])
    assert "holds 2 files and none of them is a CSV: a.xlsx, b.xlsx." in refused(
        stored({"a.xlsx": b"x", "b.xlsx": b""})
    )


def test_files_of_one_name_in_two_folders_are_told_apart(analyst):
    files = {f"{area}/data.csv": csv_of(line("annual", area), ["x"], header=header("annual")) for area in AREAS}
    held = bring(zipped(**files), analyst, name="by_area.zip")
    assert [e["part"] for e in held.errors] == [f"{area}/data.csv" for area in AREAS]


# From the server's disk


def test_the_command_loads_a_download_by_area(tmp_path, capsys, db):
    file = tmp_path / "2024_annual_by_area.zip"
    wrong = csv_of(line("annual", "42077"), ["x"], header=header("annual"))
    file.write_bytes(zipped(**by_area(a42077=wrong), **{"readme.txt": b"About"}))
    call_command("import_labor_market", file, kind="qcew", vintage="2024")
    told = capsys.readouterr()
    assert "9 rows for 5 areas, 4 of them withheld (44.4%); 1 lines could not be read" in told.out
    assert told.err.startswith(f"Line 3 of {LEHIGH}: The line has 1 cells")
    assert Dataset.objects.get(file_name=file.name).industry_figures.count() == 9
    file.write_bytes(zipped(**by_area(a42077=csv_of(header=header("quarterly")))))
    with pytest.raises(CommandError, match="do not belong together"):
        call_command("import_labor_market", file, kind="qcew", vintage="2024")


def test_the_command_says_in_which_file_it_is(capsys):
    found = open_file(io.BytesIO(zipped(**by_area())), "qcew", {}, Known())
    next(found.rows)
    command = Command()
    command.started = 0.0
    command._tell(found)
    assert capsys.readouterr().out.rstrip().endswith("a second  file 1 of 5")
