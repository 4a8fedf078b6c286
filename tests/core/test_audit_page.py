"""Reading the trail: filters, pages by number, the check, the file."""

from __future__ import annotations

import csv
import io

import pytest

from core import audit
from core.isolation import state_scope
from core.permissions import Role
from tests import factories


def lines(number: int, deed: str = "test.deed"):
    officer = factories.member(Role.OFFICER, name="Dana Kowalczyk")
    for one in range(number):
        audit.record(deed, officer, by=officer, number=one)


@pytest.mark.parametrize(
    ("role", "status"), [(Role.DIRECTOR, 200), (Role.AUDITOR, 200), (Role.OFFICER, 403), (Role.CONVENER, 403)]
)
def test_who_may_read_it(pa, role, status):
    client = factories.client(pa, factories.member(role))
    assert client.get("/audit/").status_code == status
    assert client.post("/audit/check/").status_code == (302 if status == 200 else 403)


def test_it_is_read_page_by_page_with_a_constant_number_of_questions(pa, django_assert_num_queries):
    client = factories.client(pa, factories.member(Role.AUDITOR))
    lines(130)
    client.get("/audit/")
    with django_assert_num_queries(8):
        first = client.get("/audit/").content.decode()
    assert "before=71" in first
    with django_assert_num_queries(8):
        last = client.get("/audit/?before=11").content.decode()
    assert "Older lines" not in last
    assert last.count("<tr>") == 11  # a head and ten lines


def test_it_is_found_by_person_deed_and_thing(pa):
    client = factories.client(pa, factories.member(Role.AUDITOR))
    lines(1, "report.accept")
    for query in ("q=dana", "deed=report", "thing=kowal"):
        assert "report.accept" in client.get(f"/audit/?{query}").content.decode()
    assert "No line fits" in client.get("/audit/?deed=award").content.decode()


def test_the_check_says_that_it_is_whole(pa):
    client = factories.client(pa, factories.member(Role.AUDITOR))
    lines(3)
    answer = client.post("/audit/check/", follow=True).content.decode()
    assert "every one of its 3 lines" in answer


def test_the_file_has_every_line_and_no_formula(committed_db):
    pa = factories.state("pa")
    with state_scope(pa):
        auditor = factories.member(Role.AUDITOR, name="=1+1")
        audit.record("test.deed", auditor, by=auditor)
        client = factories.client(pa, auditor)
    answer = client.get("/audit.csv")
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode())))
    assert rows[0][:4] == ["line", "at", "who", "deed"]
    assert rows[1][2] == "'=1+1"
