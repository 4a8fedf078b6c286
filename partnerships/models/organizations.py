"""Organizations of every kind with their sites, the people there whom the state may write to, and merged doubles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core import geography
from core.isolation import StateForeignKey, StateManager, StateModel, StateQuerySet, isolated
from core.models import Member
from partnerships.choices import OrganizationType, SizeBand
from partnerships.choices.standing import ConsentHow, Ownership
from partnerships.models.naming import name_key_of, site_key_of
from partnerships.rules.naming import name_key

UEI = r"^(?!.*\d{9})[1-9A-HJ-NP-Z][0-9A-HJ-NP-Z]{11}$"
"""Shape of a Unique Entity ID (BR-30). The last character is a checksum whose rule is not published."""
EIN = r"^\d{9}$"


class OrganizationQuerySet(StateQuerySet):
    def standing(self) -> OrganizationQuerySet:
        """Without those that were merged into another, and those of rehearsals."""
        return self.filter(merged_into__isnull=True, is_test=False)

    def named(self, name: str) -> Organization | None:
        """The organization that goes by this name, whatever its case, punctuation and legal form; None for none."""
        return self.known([name]).get(name)

    def known(self, names: Iterable[str]) -> dict[str, Organization]:
        """Each of these names that is an organization's → that organization, or the one that it was merged into.

        An exact name comes before one that is alike, and the older record before the younger. One query.
        """
        plain = {name: " ".join(name.split()) for name in names}
        keys = {name: name_key(text) for name, text in plain.items()}
        texts = list(plain.values())
        like = (
            Q(legal_name__in=texts) | Q(aliases__overlap=texts) | Q(name_key__in=[key for key in keys.values() if key])
        )
        rows: list[Any] = list(self.filter(like, is_test=False).select_related("merged_into").order_by("pk"))
        by_key: dict[str, Organization] = {}
        by_name: dict[str, Organization] = {}
        for one in reversed(rows):
            by_key[one.name_key] = one
            by_name |= dict.fromkeys(one.aliases, one)
        by_name |= {one.legal_name: one for one in reversed(rows)}
        found = {name: by_name.get(text) or by_key.get(keys[name] or "-") for name, text in plain.items()}
        return {name: one.merged_into or one for name, one in found.items() if one is not None}


class Organization(StateModel):
    """An employer, board, college, union or any other body, once in each state.

    A test organization exists for rehearsals alone: no list, search or count shows it. One that proved to be a double
    stays as a name that leads to the other (`merged_into`). `aliases` are other names it goes by. `ein` is shown to those
    alone who keep organizations. `name_key` and `site_key` are worked out by the database, to find doubles.
    """

    legal_name = models.CharField(max_length=200)
    aliases = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    type = models.CharField(max_length=24, choices=OrganizationType)
    uei = models.CharField(
        "UEI",
        max_length=12,
        blank=True,
        validators=[RegexValidator(UEI, "A UEI has 12 letters and digits, without O and I.")],
    )
    ein = models.CharField("EIN", max_length=9, blank=True, validators=[RegexValidator(EIN, "An EIN has 9 digits.")])
    naics = models.CharField("NAICS", max_length=6, blank=True)
    size_band = models.CharField(max_length=10, choices=SizeBand, blank=True)
    is_union = models.BooleanField(null=True, blank=True, help_text="Whether a union represents workers there")
    ownership = ArrayField(models.CharField(max_length=10, choices=Ownership), default=list, blank=True)
    city = models.CharField(max_length=80, blank=True)
    county_fips = models.CharField(max_length=5, blank=True)
    website = models.URLField(blank=True)
    is_test = models.BooleanField("for rehearsals only", default=False)
    merged_into = StateForeignKey("self", null=True, blank=True, related_name="merged_from")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    name_key = models.GeneratedField(
        expression=name_key_of("legal_name"), output_field=models.CharField(max_length=400), db_persist=True
    )
    site_key = models.GeneratedField(
        expression=site_key_of("website"), output_field=models.CharField(max_length=200), db_persist=True
    )

    objects: ClassVar = StateManager.from_queryset(OrganizationQuerySet)()

    class Meta:
        ordering = ["legal_name"]
        constraints = [
            *isolated("partnerships_organization", "merged_into"),
            models.CheckConstraint(condition=Q(type__in=OrganizationType.values), name="organization_type_known"),
            models.CheckConstraint(condition=Q(ein="") | Q(ein__regex=EIN), name="organization_ein_has_nine_digits"),
            models.CheckConstraint(
                condition=Q(ownership__contained_by=Ownership.values), name="organization_ownership_known"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="organization_merged_elsewhere"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "legal_name"], name="organization_by_name"),
            models.Index(fields=["state", "name_key"], name="organization_by_name_key"),
        ]

    def __str__(self) -> str:
        return self.legal_name


class Site(StateModel):
    """A place where an organization works, with its county and, where known, its districts by Open Civic Data id."""

    organization = StateForeignKey(Organization, related_name="sites")
    name = models.CharField(max_length=120)
    street = models.CharField(max_length=160, blank=True)
    city = models.CharField(max_length=80, blank=True)
    zip_code = models.CharField("ZIP code", max_length=10, blank=True)
    county_fips = models.CharField(max_length=5)
    headcount = models.PositiveIntegerField(null=True, blank=True, help_text="People who work there")
    counted_on = models.DateField(null=True, blank=True)
    house_district = models.CharField(max_length=120, blank=True)
    senate_district = models.CharField(max_length=120, blank=True)
    congress_district = models.CharField(max_length=120, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            *isolated("partnerships_site", "organization"),
            models.CheckConstraint(condition=Q(county_fips__regex=r"^\d{5}$"), name="site_has_a_county"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def county_name(self) -> str:
        """Lehigh; the code itself where no county has it."""
        known = geography.all_counties().get(self.county_fips)
        return known.name if known else self.county_fips


class Contact(StateModel):
    """A person at an organization whom the state may write to, without an account.

    `consented_on` and how say since when; after `withdrawn_on` nobody writes to her any more.
    """

    organization = StateForeignKey(Organization, related_name="contacts")
    name = models.CharField(max_length=120)
    email = models.EmailField()
    title = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    consented_on = models.DateField(null=True, blank=True)
    consent_how = models.CharField(max_length=10, choices=ConsentHow, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["organization_id", "pk"]
        constraints = [
            *isolated("partnerships_contact", "organization"),
            models.UniqueConstraint(fields=["state", "organization", "email"], name="contact_once"),
            models.CheckConstraint(
                condition=Q(consent_how="", consented_on__isnull=True)
                | Q(consent_how__in=ConsentHow.values, consented_on__isnull=False),
                name="contact_consent_says_when_and_how",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(is_active=False), name="contact_withdrawn_is_not_written_to"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OrganizationMerge(StateModel):
    """Two records of one organization became one: which, why, by whom, and how many rows of each table moved."""

    kept = StateForeignKey(Organization, related_name="merges")
    merged = StateForeignKey(Organization, related_name="merges_away")
    reason = models.TextField()
    moved = models.JSONField(default=dict)
    made_by = StateForeignKey(Member, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            *isolated("partnerships_organizationmerge", "kept", "merged", "made_by"),
            models.UniqueConstraint(fields=["state", "merged"], name="organizationmerge_once"),
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="organizationmerge_of_two"),
            models.CheckConstraint(condition=~Q(reason=""), name="organizationmerge_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.merged} into {self.kept}"
