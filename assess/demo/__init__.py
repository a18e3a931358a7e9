"""A sample organisation on which the whole job can be shown: made at frozen dates, the same on every machine."""
