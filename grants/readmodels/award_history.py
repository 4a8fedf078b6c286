"""What happened to an award, its application and its reports, from the audit trail."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.db.models import CharField, Q
from django.db.models.functions import Cast

from core.calendars import Quarter
from core.models import AuditEvent
from grants.models import Award

HISTORY = 12
DEEDS = {
    "application.submit": "submitted the application",
    "application.offer": "offered the award",
    "award.assess": "assessed the risk",
    "award.sheet": "changed the subaward data sheet",
    "award.freeze_sheet": "froze the subaward data sheet",
    "award.accept": "accepted the award",
    "award.execute": "made the award active",
    "awardrevision.send": "sent the revised budget",
    "awardrevision.return": "returned the revised budget",
    "awardrevision.accept": "accepted the revised budget",
    "awardagreement.make": "made the agreement",
    "awardagreement.send": "sent the agreement for signature",
    "awardagreement.sign": "signed the agreement",
    "awardagreement.object": "asked for a change of the agreement",
    "awardagreement.send_back": "sent the agreement back for another signature",
    "awardagreement.execute": "signed the agreement for the state",
    "awardagreement.void": "made the agreement void",
    "award.refuse": "refused the award",
    "award.extend": "gave more time to answer the offer",
    "award.lapse": "let the offer lapse",
    "award.end": "ended the period",
    "award.close": "closed the award",
    "visit.plan": "planned a visit",
    "monitoringvisit.hold": "recorded a visit",
    "finding.add": "wrote down a finding",
    "monitoringfinding.answer": "answered a finding",
    "monitoringfinding.close": "closed a finding",
    "award.reopen": "reopened the award",
    "amendment.request": "asked for an amendment",
    "amendment.record": "amended the award by notice",
    "amendment.approve": "approved an amendment",
    "amendment.deny": "denied an amendment",
    "amendment.withdraw": "took an amendment back",
    "report.open": "opened the {quarter} report",
    "report.submit": "sent the {quarter} report",
    "report.return": "returned the {quarter} report",
    "report.accept": "accepted the {quarter} report",
}


class Line(NamedTuple):
    at: dt.datetime
    who: str
    what: str


def history_of(award: Award, *, most: int = HISTORY) -> list[Line]:
    """What happened to the award, its application and its reports, latest first. Two queries."""
    reports = dict(award.reports.values_list("pk", "period_start"))
    amendments = award.amendments.order_by().values(key=Cast("pk", CharField()))
    agreements = award.agreements.order_by().values(key=Cast("pk", CharField()))
    revisions = award.revisions.order_by().values(key=Cast("pk", CharField()))
    visits, findings = (
        rows.order_by().values(key=Cast("pk", CharField())) for rows in (award.visits, award.monitoring_findings)
    )
    about = (
        Q(target_type="grants.award", target_id=str(award.pk))
        | Q(target_type="grants.application", target_id=str(award.application_id), deed__in=DEEDS)
        | Q(target_type="grants.amendment", target_id__in=amendments)
        | Q(target_type="grants.awardrevision", target_id__in=revisions)
        | Q(target_type="grants.monitoringvisit", target_id__in=visits)
        | Q(target_type="grants.monitoringfinding", target_id__in=findings)
        | Q(target_type="grants.awardagreement", target_id__in=agreements)
        | Q(target_type="grants.report", target_id__in=[str(pk) for pk in reports])
    )
    found = []
    for event in AuditEvent.objects.filter(about, deed__in=DEEDS).order_by("-seq")[:most]:
        start = reports.get(int(event.target_id)) if event.target_type == "grants.report" else None
        quarter = Quarter.of(start).short_label if start else ""
        found.append(Line(event.at, event.actor, DEEDS[event.deed].format(quarter=quarter)))
    return found
