"""The pages that staff and reviewers open all day, one at a time."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from benchmarks.client import Person
from benchmarks.results import Line
from core.isolation import state_scope
from core.models import State
from grants.models import Application, Fund, Review

WARM, TIMES = 4, 40
TARGET_MS, TARGET_QUERIES = 50.0, 15
ROWS = 60


def addresses(state: State) -> dict[str, tuple[str, str]]:
    """What is measured: name → (who, address). A page that does not exist yet is left out."""
    with state_scope(state):
        fund = Fund.objects.order_by("pk").first()
        found = Application.objects.filter(status="under_review").order_by("-changed_at")
        one, many = found.first(), Application.objects.sent().count()
        review = Review.objects.filter(reviewer__user__email__startswith="reviewer@", status="in_progress").first()
    assert fund is not None
    assert one is not None
    assert review is not None
    last = -(-many // ROWS)
    officer, reviewer = "officer", "reviewer"
    wanted = {
        "home": (officer, "home", "", None),
        "list": (officer, "applications", f"?size={ROWS}", None),
        "list, last page": (officer, "applications", f"?size={ROWS}&page={last}", None),
        "list, filtered by status": (officer, "applications", f"?size={ROWS}&status=under_review", None),
        "list, filtered by fund": (officer, "applications", f"?size={ROWS}&fund={fund.pk}", None),
        "list, searched for a word": (officer, "applications", f"?size={ROWS}&q=Logistics", None),
        "detail": (officer, "application", "", one.pk),
        "review form": (reviewer, "review", "", review.pk),
        "reviewer's queue": (reviewer, "reviews", "", None),
    }
    known = {}
    for name, (who, url, query, pk) in wanted.items():
        try:
            known[name] = (who, reverse(url, args=[pk] if pk else []) + query)
        except NoReverseMatch:
            print(f"  {name}: there is no such page yet")
    return known


def measure(state: State, label: str) -> list[Line]:
    """Every page, so many times."""
    people: dict[str, Person] = {}
    lines = []
    for name, (who, path) in addresses(state).items():
        person = people.setdefault(who, Person(state, f"{who}@vol000.example"))
        answers = [person.get(path) for _ in range(WARM + TIMES)][WARM:]
        wrong = {answer.status for answer in answers} - {200}
        if wrong:
            print(f"  {name}: {path} answers {sorted(wrong)}")
            continue
        lines.append(
            Line(
                f"{name}, {label}",
                [answer.ms for answer in answers],
                queries=max(answer.queries for answer in answers),
                target_ms=TARGET_MS,
                target_queries=TARGET_QUERIES,
                more={"kb": answers[0].size // 1024},
            )
        )
        print(f"  {lines[-1].row()}", flush=True)
    return lines
