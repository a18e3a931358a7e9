"""What we conclude: claims and findings become a scorecard (method sections 2 and 4 to 7, 9).

Pure arithmetic: no input or output, no clock, no randomness; the same input gives the same bytes.
"""

from assess.scoring.levels import PracticeScore, Status
from assess.scoring.observation import Observations, observe
from assess.scoring.scorecard import Scorecard, score

__all__ = ["Observations", "PracticeScore", "Scorecard", "Status", "observe", "score"]
