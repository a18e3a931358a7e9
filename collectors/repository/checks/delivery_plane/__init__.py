"""Can code from outside, a moved tag or a stored key reach what the pipelines may do? One module a theme."""
