"""Safe change in AWS: how releases reach users, go back, are held, and who changes things beside them."""
