"""The factories make valid rows."""

from core.models import Member
from tests import factories


def test_an_award_with_a_report_can_be_made(pa):
    report = factories.report()

    assert report.award.application.round.criteria.count() == 5
    assert Member.objects.count() == 1


def test_a_client_without_a_member_is_nobody(pa):
    assert factories.client(pa).get("/nothing-here/").status_code == 404
