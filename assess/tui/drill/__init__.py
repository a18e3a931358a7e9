"""The pages that lie on top of a view: evidence, why, help, forms. Escape goes back to the same row."""
