"""One module (or package) for each topic, with the checks that judge the same thing beside one another."""
