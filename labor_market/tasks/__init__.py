"""What follows a commit: loading packaged data, files that analysts and operators bring, and taking data sets away."""

from labor_market.tasks import imports
from labor_market.tasks.releases import DATA, RELEASES, Release, load_reference_data, load_release

__all__ = ["DATA", "RELEASES", "Release", "imports", "load_reference_data", "load_release"]
