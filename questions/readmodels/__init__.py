"""What the pages read of forms and answers. The whole interface of the question engine for the apps above:

* `filling_of(response)`: a response as ordered sections with their visible questions, answers and statuses.
* `typed_filling(version, typed)`: the same of texts that nobody saved, for a test run.
* `blank(version)`: the same of a form nobody has answered, for previews and "what you will be asked".
* `content.canonical`, `content.sha256_of`: what is frozen, byte for byte.
"""

from questions.readmodels.content import answers_content, canonical, exported, sha256_of, version_content
from questions.readmodels.fields import Field
from questions.readmodels.filling import FilledSection, Filling, blank, filling_of, typed_filling

__all__ = [
    "Field",
    "FilledSection",
    "Filling",
    "answers_content",
    "blank",
    "canonical",
    "exported",
    "filling_of",
    "sha256_of",
    "typed_filling",
    "version_content",
]
