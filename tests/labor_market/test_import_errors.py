"""What is wrong with a file is a sentence for the person who brought it, and says what to do."""

from __future__ import annotations

import gzip
import re

import pytest

from labor_market import access
from labor_market.choices import ImportStatus
from tests.labor_market.bringing import GOOD, HEADER, annual, bring, csv_of, loaded, own, zipped


def test_lines_that_cannot_be_read_are_told_and_the_rest_is_loaded(analyst):
    lines = [annual(), ["40143", "5", "3331"], annual(industry="62"), annual(area="4O143"), annual(industry="x")]
    lines[2][9] = "12x"
    held = bring(csv_of(*lines, [*annual(industry="72")[:5], "20244", *annual()[6:]]), analyst)
    assert (held.status, held.rows_good, held.rows_refused) == ("ready", 1, 5)
    assert [(e["line"], e["text"]) for e in held.errors] == [
        (3, "The line has 3 cells; the headings are 19."),
        (4, "annual_avg_emplvl is '12x', which is not a number."),
        (5, "area_fips is '4O143'; an area has five signs, such as 40143, US000 or C4614."),
        (6, "industry_code is 'x'; it has two to six digits, or two pairs such as 31-33."),
        (7, "year is '20244'; QCEW begins in 1975."),
    ]
    held = loaded(held, analyst)
    assert (held.dataset.rows, held.dataset.refused) == (1, 5)


def test_only_the_first_errors_are_shown_and_all_are_in_the_file(analyst):
    held = bring(csv_of(annual(), *([["x"]] * 300)), analyst)
    assert (held.rows_refused, len(held.errors)) == (300, 200)
    rows = b"".join(access.files.pieces(held.error_file)).decode().splitlines()
    assert len(rows) == 301
    assert rows[300] == "302,The line has 1 cells; the headings are 19."


def test_headings_that_are_not_understood_are_named(analyst):
    held = bring(csv_of([*annual(), "1"], header=[*HEADER, "my_own_column"]), analyst)
    assert (held.status, held.found["unknown"]) == ("ready", ["my_own_column"])


LONG = b"a," * 70000
WRONG = {
    "another kind": ("oews", csv_of(annual()), "has no column .*It looks like a file of QCEW: choose that kind"),
    "something else": (
        "qcew",
        b"name,age\nAnn,3\n",
        "not a file of QCEW counts: it has no column area_fips.*name, age",
    ),
    "only headings": ("qcew", csv_of(), "headings and no lines below them"),
    "no text": ("qcew", b"\x00\x01\x02\x03" * 50, "not text: it holds zero bytes"),
    "not UTF-8": ("qcew", csv_of(annual()) + b"\xe9t\xe9,5\n", "Line 3 is not in UTF-8: it holds the byte 0xe9"),
    "a PDF": ("qcew", b"%PDF-1.7 and so on", "The file is a PDF"),
    "no line ends": ("qcew", LONG, "no end within 65,536 characters"),
    "cut short": ("qcew", gzip.compress(GOOD * 50)[:-30], "damaged or was cut short"),
    "two members": (
        "qcew",
        zipped(a__csv=GOOD, b__csv=GOOD),
        r"has the same line twice: 40143, 5, 3364, 2024, 0 \(line 2 of “a\.csv” and line 2 of “b\.csv”\)",
    ),
    "no table": ("qcew", zipped(readme__pdf=b"x"), "holds no CSV file and no workbook"),
    "all refused": ("qcew", csv_of(["x"]), "No line could be read. The first: line 2: The line has 1 cells"),
    "other years": ("qcew", csv_of(annual(), annual()), "has the same line twice"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_file_that_cannot_be_loaded_is_refused_in_a_sentence(analyst, case):
    kind, content, said = WRONG[case]
    name = "file.zip" if content[:2] == b"PK" else "file.csv"
    held = bring(content, analyst, name=name, kind=kind)
    if held.status == ImportStatus.READY:
        held = loaded(held, analyst)
    assert held.status == ImportStatus.FAILED
    assert re.search(said, held.failure), held.failure
    assert not own().exists()


def test_an_empty_file_and_one_of_another_ending_are_not_taken(analyst):
    with pytest.raises(access.files.FileRefused, match="empty"):
        bring(b"", analyst)
    with pytest.raises(access.files.FileRefused, match=r"not one of \.csv, \.gz, \.zip, \.xlsx"):
        bring(b"x", analyst, name="figures.pdf")


@pytest.mark.parametrize("name", ["bomb.gz", "bomb.zip"])
def test_a_file_that_unpacks_without_end_is_stopped(analyst, settings, name):
    settings.LABOR_MARKET_UNPACKED_MB = 2
    content = csv_of(annual()) + csv_of(annual()).splitlines(keepends=True)[1] * 100_000
    held = bring(gzip.compress(content) if name.endswith("gz") else zipped(a__csv=content), analyst, name=name)
    assert held.size < 60_000
    assert held.status == ImportStatus.FAILED
    assert held.failure.startswith("The file unpacks to more than 2 MB, and no file of this kind does.")
