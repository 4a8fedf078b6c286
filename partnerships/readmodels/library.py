"""The library as its page shows it: by module of the toolkit, topic, kind and words, with what became of the links."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet

from core.models import Member
from partnerships.access.library import keeps, resources_for
from partnerships.checks.links import is_local
from partnerships.choices.support import LinkState, Module, ResourceKind, Topic
from partnerships.models import Resource

PAGE = 40
LABELS = dict(Topic.choices)


@dataclass(frozen=True)
class ResourceRow:
    """A resource with its topics in words."""

    resource: Resource
    shows_state: bool

    @property
    def topics(self) -> str:
        return ", ".join(LABELS[one] for one in self.resource.topics)

    @property
    def is_local(self) -> bool:
        return is_local(self.resource.address)


@dataclass(frozen=True)
class Library:
    page: Page
    rows: list[ResourceRow]
    modules: list[tuple[int, str, int]]
    dead: int


def library_of(member: Member, wanted: dict[str, str], page: str | None) -> Library:
    """Three queries for any number of resources."""
    every = resources_for(member)
    counted = list(every.order_by().values_list("module", "link_state"))
    modules = Counter(module for module, _ in counted)
    rows = _found(every, wanted).select_related("file").order_by(F("module").asc(nulls_last=True), "title", "pk")
    paged = Paginator(rows, PAGE).get_page(page)
    return Library(
        paged,
        [ResourceRow(one, keeps(member)) for one in paged.object_list],
        [(number, label, modules[number]) for number, label in Module.choices],
        sum(1 for _, state in counted if state == LinkState.DEAD),
    )


def _found(rows: QuerySet[Resource], wanted: dict[str, str]) -> QuerySet[Resource]:
    if wanted.get("module") in {str(number) for number in Module.values}:
        rows = rows.filter(module=int(wanted["module"]))
    if wanted.get("topic") in Topic.values:
        rows = rows.filter(topics__contains=[wanted["topic"]])
    if wanted.get("kind") in ResourceKind.values:
        rows = rows.filter(kind=wanted["kind"])
    if wanted.get("links"):
        rows = rows.filter(link_state=wanted["links"])
    if words := wanted.get("q"):
        rows = rows.filter(Q(title__icontains=words) | Q(summary__icontains=words))
    return rows
