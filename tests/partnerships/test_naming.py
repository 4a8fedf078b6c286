"""The key of a name and the domain of a website: the database and the rule in Python say the same."""

from __future__ import annotations

import pytest

from partnerships.models import Organization
from partnerships.rules.naming import name_key, site_key
from tests import factories

NAMES = {
    "Blue Mountain Bakery, Inc.": "blue mountain bakery",
    "THE BLUE MOUNTAIN BAKERY COMPANY": "blue mountain bakery",
    "Márquez & Söns L.L.C.": "marquez and sons",
    "O'Brien’s Machine Co": "obriens machine",
    "Cooper Industries": "cooper industries",
    "  A   b\tC  ": "a b c",
    "The Company": "",
    "St. Luke's": "st lukes",
    "Ørsted—Ñandú 3M": "orsted nandu 3m",
    "日本": "",
    "Theater Corporation of the Co-op": "theater of op",
}
SITES = {
    "https://www.blue.example/about?x=1": "blue.example",
    "http://Blue.example:8080/": "blue.example",
    "https://www2.blue.example": "blue.example",
    "": "",
}


@pytest.mark.parametrize(("name", "key"), NAMES.items())
def test_the_key_of_a_name_is_the_same_in_both_places(pa, name, key):
    assert name_key(name) == key
    made = factories.organization(name)
    assert Organization.objects.get(pk=made.pk).name_key == key


@pytest.mark.parametrize(("website", "key"), SITES.items())
def test_the_domain_of_a_website_is_the_same_in_both_places(pa, website, key):
    assert site_key(website) == key
    made = factories.organization(website=website)
    assert Organization.objects.get(pk=made.pk).site_key == key
