"""What to do first: a scorecard becomes a plan, and both become the numbers that documents print (method sections
8 and 11).

Pure arithmetic: no input or output, no clock, no randomness; the same input gives the same bytes.
"""

from assess.fixfirst.concluding import conclusions
from assess.fixfirst.lists import Listing, SettleItem
from assess.fixfirst.planning import Plan, PlannedFix, StopNow, plan
from assess.fixfirst.printed import Conclusions

__all__ = ["Conclusions", "Listing", "Plan", "PlannedFix", "SettleItem", "StopNow", "conclusions", "plan"]
