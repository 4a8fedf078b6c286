"""What the pages and the impact report read of the evidence. The whole interface for the impact report:

* `employers(start, end)`: the employer survey's items, each with its base, interval and bounds.
* `workers(start, end)`: people served, what they finished, and the same people before and after.
* `voices(start, end, seed=…)`: the stories that may be printed, drawn by lot.
* `systems_changes(start, end)`: changed practice with its proof.
* `measures(start, end)`: the quarterly reports' measures, pooled from accepted versions.
* `claims()`: what others published, with what contradicts it.

Each returns plain data fit for JSON: numbers of people as int, everything else that is a number as a string ("41.5"),
dates as "2026-06-30", what is not known as None.
"""

from evaluation.readmodels.employers import employers, employers_of
from evaluation.readmodels.evidence import claims, systems_changes
from evaluation.readmodels.measures import measures
from evaluation.readmodels.voices import voices
from evaluation.readmodels.workers import workers

__all__ = ["claims", "employers", "employers_of", "measures", "systems_changes", "voices", "workers"]
