"""The scope, the policy and the same-state keys."""

import pytest
from django.db import DatabaseError, IntegrityError

from core.isolation import NoStateScope, OtherStateScope, state_scope
from core.models import Member, RoleGrant, State, User


@pytest.fixture
def states(db):
    pa = State.objects.create(code="pa", usps="PA", fips="42", name="Pennsylvania")
    ga = State.objects.create(code="ga", usps="GA", fips="13", name="Georgia")
    return pa, ga


def test_a_query_without_a_state_raises_in_python_and_in_the_database(states):
    with pytest.raises(NoStateScope):
        Member.objects.count()
    with pytest.raises(DatabaseError):
        Member._base_manager.count()


def test_a_scope_shows_only_its_own_rows_even_without_the_ring_in_python(states):
    pa, ga = states
    user = User.objects.create_user("ann@pa.example", "long enough password")
    with state_scope(pa):
        Member.objects.create(user=user, name="Ann")

    with state_scope(ga):
        assert Member._base_manager.count() == 0
    with state_scope(pa):
        assert Member._base_manager.count() == 1


def test_a_scope_inside_another_states_scope_is_refused(states):
    pa, ga = states
    with state_scope(pa), pytest.raises(OtherStateScope), state_scope(ga):
        pass


def test_a_row_cannot_point_to_another_states_row(committed_db):
    pa = State.objects.create(code="pa", usps="PA", fips="42", name="Pennsylvania")
    ga = State.objects.create(code="ga", usps="GA", fips="13", name="Georgia")
    user = User.objects.create_user("ann@pa.example", "long enough password")
    with state_scope(pa):
        member = Member.objects.create(user=user, name="Ann")

    with pytest.raises(IntegrityError, match="same_state"), state_scope(ga):
        RoleGrant.objects.create(member_id=member.pk, role="officer")
