"""A sample organisation to try the program on, and the stand-ins for AWS and GitHub that the tests share."""
