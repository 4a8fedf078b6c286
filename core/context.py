"""What every page needs."""

from typing import Any

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """The state, the member and her navigation."""
    return {"state": getattr(request, "state", None), "member": getattr(request, "member", None)}
