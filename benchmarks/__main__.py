"""Run the measurements. Prepares the ground first, because settings are read once."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from benchmarks import ground

PARTS = ("pages", "csv", "load", "applying", "deciding", "documents", "assigning", "screening")
SLOW = ("importing",)
"""Only when asked for: they take minutes and gigabytes."""


def arguments() -> Namespace:
    parser = ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="*", choices=(*PARTS, *SLOW), default=list(PARTS))
    parser.add_argument("--applications", type=int, default=10_000, help="In the state that is measured")
    parser.add_argument("--states", type=int, default=100, help="States beside it in the second run; 1 leaves it out")
    parser.add_argument("--others", type=int, default=150, help="Applications in each of the states beside it")
    parser.add_argument("--plain", type=int, default=12, help="Documents that the plain loop draws for comparison")
    parser.add_argument("--documents", type=int, default=1000, help="At most so many documents of the edition")
    parser.add_argument("--lines", type=int, default=5_000_000, help="Lines of each QCEW file that is imported")
    parser.add_argument("--keep", action="store_true", help="Use the database of the last run")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    base = ground.prepare(fresh=not options.keep)
    import django  # noqa: PLC0415  # the settings must know the servers first

    django.setup()
    from benchmarks.running import run  # noqa: PLC0415

    return run(options, base)


if __name__ == "__main__":
    sys.exit(main())
