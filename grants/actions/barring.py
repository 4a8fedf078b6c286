"""Who has a conflict with an award's application does nothing for the state about the award.

The pages are shut to her already (`grants/access/awards.py`); every deed asks once more, for a conflict may have come to
stand since she opened the page, and deeds are also done by what has no page.
"""

from __future__ import annotations

from core.models import Member
from core.moves import MoveRefused
from core.permissions import Permission
from grants.access.reviews import is_recused
from grants.models import Award


def refuse_barred(award: Award, by: Member | None) -> None:
    """Raise MoveRefused for a deed of the state's; the clock (None) has no conflicts."""
    if by is not None and is_recused(by, award.application_id):
        raise MoveRefused("You have a conflict with this award's application, so somebody else sees to it.")


def refuse_barred_staff(award: Award, by: Member) -> None:
    """The same for a deed that is open to both sides: the grantee's own people do it whatever they are tied to."""
    own = by.permissions_over(organization=award.organization_id, partnership=award.partnership_id, statewide=False)
    if Permission.AWARD_ACCEPT not in own:
        refuse_barred(award, by)
