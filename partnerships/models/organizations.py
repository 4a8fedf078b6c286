"""Organizations of every kind, and the people there whom the state may write to."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateModel, isolated
from partnerships.choices import OrganizationType, SizeBand

UEI = r"^(?!.*\d{9})[1-9A-HJ-NP-Z][0-9A-HJ-NP-Z]{11}$"
"""Shape of a Unique Entity ID (BR-30). The last character is a checksum whose rule is not published."""


class Organization(StateModel):
    """An employer, board, college, union or any other body, once in each state.

    A test organization exists for rehearsals alone: no list, search or count shows it.
    """

    legal_name = models.CharField(max_length=200)
    type = models.CharField(max_length=24, choices=OrganizationType)
    uei = models.CharField(
        "UEI",
        max_length=12,
        blank=True,
        validators=[RegexValidator(UEI, "A UEI has 12 letters and digits, without O and I.")],
    )
    naics = models.CharField("NAICS", max_length=6, blank=True)
    size_band = models.CharField(max_length=10, choices=SizeBand, blank=True)
    city = models.CharField(max_length=80, blank=True)
    county_fips = models.CharField(max_length=5, blank=True)
    website = models.URLField(blank=True)
    is_test = models.BooleanField("for rehearsals only", default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["legal_name"]
        constraints = [
            *isolated("partnerships_organization"),
            models.CheckConstraint(condition=Q(type__in=OrganizationType.values), name="organization_type_known"),
        ]
        indexes = [models.Index(fields=["state", "legal_name"], name="organization_by_name")]

    def __str__(self) -> str:
        return self.legal_name


class Contact(StateModel):
    """A person at an organization whom the state may write to, without an account."""

    organization = StateForeignKey(Organization, related_name="contacts")
    name = models.CharField(max_length=120)
    email = models.EmailField()
    title = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["organization_id", "pk"]
        constraints = [
            *isolated("partnerships_contact", "organization"),
            models.UniqueConstraint(fields=["state", "organization", "email"], name="contact_once"),
        ]

    def __str__(self) -> str:
        return self.name
