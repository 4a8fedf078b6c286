"""What the pages read of forms and answers. The whole interface of the question engine for the apps above:

* `filling_of(response)`: a response as ordered sections with their visible questions, answers and statuses.
* `blank(version)`: the same of a form nobody has answered, for previews and "what you will be asked".
* `content.canonical`, `content.sha256_of`: what is frozen, byte for byte.
"""

from questions.readmodels.content import answers_content, canonical, sha256_of, version_content
from questions.readmodels.filling import Field, FilledSection, Filling, blank, filling_of

__all__ = [
    "Field",
    "FilledSection",
    "Filling",
    "answers_content",
    "blank",
    "canonical",
    "filling_of",
    "sha256_of",
    "version_content",
]
