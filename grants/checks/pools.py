"""What a pool may be (BR-50). Pure functions on plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grants.choices import PoolMode


def pool_faults(mode: str, confirmed: Mapping[str, str], ratios: Sequence[int]) -> list[str]:
    """What is wrong with a pool, each in a sentence. `confirmed` names, by fund, the steward who allows blending."""
    found = []
    if len(ratios) < 2:
        found.append("A pool is of two funds or more. Name another.")
    silent = sorted(fund for fund, steward in confirmed.items() if not steward.strip())
    if mode == PoolMode.BLENDED and silent:
        funds = " and ".join([*([", ".join(silent[:-1])] if silent[:-1] else []), silent[-1]])
        found.append(f"Nobody confirmed that {funds} may be blended. Braid it, or have its steward confirm first.")
    return found
