"""assess: judges how well an organisation controls its production.

This module holds the version and imports nothing, so that `assess --version` and the first screen stay fast.
"""

__version__ = "0.1.0"
