"""What an edition will have and what is missing, told before its facts are frozen: nothing is left out silently."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from evaluation.models import Story, Survey, Worker
from grants.readmodels.accepted import missing_reports, reports_owed_count
from legislature.choices import DeliveryStatus
from legislature.models import Delivery, District, Document, Edition, Legislator
from legislature.readmodels.portfolio import NOT_DUE, WORDS

MOST_NAMES = 40


class Line(NamedTuple):
    """One thing that the report needs: how much of it is there, and the names of what is missing."""

    what: str
    have: str
    status: str
    status_label: str
    note: str
    names: list[str]
    more: int = 0


def completeness(edition: Edition) -> list[Line]:
    """Each part of the report, in its order. Ten queries."""
    return [_reports(edition), _survey(edition), _workers(edition), _stories(edition), _districts(), _members()]


def _line(what: str, have: int, of: int, note: str, names: list[str], *, nothing: str = "") -> Line:
    if not of:
        return Line(what, "none", "not_started", "None", nothing or note, [])
    whole = have >= of
    status, label = ("complete", "Complete") if whole else ("attention", "Incomplete")
    return Line(what, f"{have:,} of {of:,}", status, label, note, names[:MOST_NAMES], max(len(names) - MOST_NAMES, 0))


def _reports(edition: Edition) -> Line:
    start, end = edition.period_start, edition.period_end
    absent = missing_reports(start, end)
    due = [one for one in absent if one.standing != NOT_DUE]
    owed = reports_owed_count(start, end) - (len(absent) - len(due))
    by_name: dict[str, list[str]] = {}
    for one in due:
        by_name.setdefault(one.partnership, []).append(f"{one.period_start:%B %Y} {WORDS[one.standing]}")
    names = [f"{name}: quarter from {', '.join(what)}" for name, what in by_name.items()]
    note = "Only accepted reports are counted; the partnerships named here are named in the report."
    nothing = "No quarterly report was due for these dates. The report says that spending is not known."
    return _line("Quarterly reports accepted", owed - len(due), owed, note, names, nothing=nothing)


def _survey(edition: Edition) -> Line:
    waves = Survey.objects.filter(
        audience="employer", status="closed", period_end__range=(edition.period_start, edition.period_end)
    ).annotate(
        asked=Count("invites", distinct=True),
        said=Count("invites", filter=Q(invites__status="answered"), distinct=True),
    )
    wave = waves.order_by("-period_end", "-pk").first()
    if wave is None:
        note = "No employer survey that has closed covers these dates. The page says so and prints no share."
        return Line("Employer survey", "none", "not_started", "None", note, [])
    enough = 10 * wave.said >= 3 * wave.asked and wave.said >= 10
    note = f"{wave.title}. A share is a headline from 10 answers and a response of 30% on."
    label = "Complete" if enough else "Indicative only"
    have = f"{wave.said:,} of {wave.asked:,}"
    return Line("Employer survey, answers", have, "complete" if enough else "attention", label, note, [])


def _workers(edition: Edition) -> Line:
    found = Worker.objects.filter(entered_on__range=(edition.period_start, edition.period_end)).aggregate(
        all=Count("pk"), again=Count("pk", filter=Q(followed_up_on__isnull=False))
    )
    note = "Before and after is printed for people known both times."
    nothing = "No worker’s record has been received for these dates. The page says so."
    return _line("Workers with a follow-up", found["again"], found["all"], note, [], nothing=nothing)


def _stories(edition: Edition) -> Line:
    told = Story.objects.filter(told_on__lte=edition.period_end)
    usable, everything = Story.objects.printable().filter(told_on__lte=edition.period_end).count(), told.count()
    note = "Voices are drawn by lot from those whose consent covers print."
    return _line("Stories with consent to print", usable, everything, note, [], nothing="Nobody has told a story yet.")


def _districts() -> Line:
    districts = District.objects.select_related("chamber").order_by("chamber_id", "pk")
    names = [str(district) for district in districts if not district.county_fips]
    total = len(districts)
    note = "A district without counties gets a page that says that they are not matched."
    return _line(
        "Districts matched to counties", total - len(names), total, note, names, nothing="Import the members first."
    )


def _members() -> Line:
    sitting = Legislator.objects.filter(is_current=True).order_by("family_name", "pk")
    names = [one.name for one in sitting if not one.email]
    total = len(sitting)
    note = "Who has no address is not sent a link; the report is public all the same."
    return _line(
        "Members with an e-mail address", total - len(names), total, note, names, nothing="Import the members first."
    )


def progress(edition: Edition) -> dict[str, Any]:
    """How many documents are drawn, and where the deliveries stand. Two queries."""
    drawn = Document.objects.filter(edition=edition).aggregate(
        all=Count("pk"), done=Count("pk", filter=Q(file__isnull=False))
    )
    sent = Delivery.objects.filter(edition=edition).aggregate(
        all=Count("pk"), **{status: Count("pk", filter=Q(status=status)) for status in DeliveryStatus.values}
    )
    percent = 100 * drawn["done"] / drawn["all"] if drawn["all"] else None
    return {"drawn": drawn, "sent": sent, "percent": percent, "all_drawn": bool(drawn["all"]) and percent == 100}


def deliveries(edition: Edition, *, words: str = "", status: str = "") -> QuerySet[Delivery]:
    """The deliveries of an edition with what their table shows, by the member's name."""
    found = Delivery.objects.filter(edition=edition).select_related("legislator__district__chamber", "document__file")
    if words:
        found = found.filter(Q(legislator__name__icontains=words) | Q(legislator__district__name__iexact=words))
    if status:
        found = found.filter(status=status)
    return found.order_by("legislator__family_name", "legislator__given_name", "pk")


def editions_listed(found: QuerySet[Edition]) -> QuerySet[Edition]:
    """Editions with the counts that the list shows."""
    return (
        found.order_by("-period_end", "-pk")
        .select_related("built_by", "approved_by", "corrects")
        .annotate(
            documents_all=Count("documents", distinct=True),
            documents_done=Count("documents", filter=Q(documents__file__isnull=False), distinct=True),
            deliveries_all=Count("deliveries", distinct=True),
            deliveries_opened=Count("deliveries", filter=Q(deliveries__status=DeliveryStatus.OPENED), distinct=True),
        )
    )
