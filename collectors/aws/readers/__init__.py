"""One module for each service, each with its readers; found by walking this package."""
