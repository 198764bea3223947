"""What others have published on CLINC150, by source and year, to set our figures beside."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One result on the full data set.

    Attributes:
        in_scope: Accuracy on the 4,500 test questions in scope, what is declined counted wrong.
        declined: Share of the 1,000 test questions off scope that is declined.
    """

    system: str
    year: int
    in_scope: float
    declined: float
    source: str


_LARSON = "Larson et al. 2019, EMNLP, D19-1131, table 2, full"
PUBLISHED = (
    Published(system="BERT, off scope as one more intent", year=2019, in_scope=0.969, declined=0.403, source=_LARSON),
    Published(
        system="BERT, a threshold chosen on validation", year=2019, in_scope=0.962, declined=0.523, source=_LARSON
    ),
)
