"""The documents of a Pennsylvania edition: one for each district, by the product's own way and by a plain loop."""

from __future__ import annotations

import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor

from benchmarks.memory import Peak
from benchmarks.results import Line
from core.isolation import state_scope
from core.models import Member, State
from home.management.demonstration.loading import load_state
from home.management.demonstration.profiles import PROFILES
from legislature.actions.editions import create_edition, freeze, save_words
from legislature.models import District, Edition
from legislature.tasks.documents import draw_document, draw_whole

WORKERS = 2


def measure(plain: int, most: int) -> list[Line]:
    """Draw all on two cores, then a few in one piece each."""
    state = State.objects.filter(code="pa").first()
    if state is None:
        load_state(PROFILES[0])
        state = State.objects.get(code="pa")
    with state_scope(state):
        edition = Edition.objects.filter(facts__isnull=False).order_by("pk").first() or frozen()
        districts = list(District.objects.select_related("chamber").order_by("pk"))[:most]
    print(f"\n{len(districts)} documents of {edition}", flush=True)
    started = time.perf_counter()
    with Peak(children=True) as peak, ThreadPoolExecutor(WORKERS) as pool:
        sizes = [len(content) for content in pool.map(lambda district: draw_document(edition, district), districts)]
    took = time.perf_counter() - started
    rate = len(districts) / took
    more = {"documents": len(districts), "seconds": round(took, 1), "peak_mb": peak.whole, "mb": sum(sizes) // 1024**2}
    lines = [Line("documents of an edition a second, 2 cores", rate=rate, more=more)]
    print(f"  {lines[0].row()}", flush=True)
    chosen = districts[:: max(1, len(districts) // plain)][:plain]
    started = time.perf_counter()
    for district in chosen:
        draw_whole(edition, district)
    slow = len(chosen) / (time.perf_counter() - started)
    lines.append(Line("the same by a plain loop, each drawn whole", rate=slow, more={"documents": len(chosen)}))
    lines.append(Line("ratio of the two", rate=rate / slow, more={"sample_of_plain_loop": len(chosen)}))
    for line in lines[1:]:
        print(f"  {line.row()}", flush=True)
    return lines


def frozen() -> Edition:
    """An edition of the last state fiscal year with its facts frozen."""
    today = dt.date.today()
    start = today.replace(year=today.year - (1 if today.month >= 7 else 2), month=7, day=1)
    by = Member.objects.get(user__email="officer@pa.example")
    edition = create_edition(
        title="Measured",
        period_start=start,
        period_end=start.replace(year=start.year + 1, month=6, day=30),
        requested_by="A measurement",
        by=by,
    )
    edition = save_words(
        edition, letter="Measured.", what_did_not_work="Not measured.", requested_by="A measurement", by=by
    )
    return freeze(edition, by=by)
