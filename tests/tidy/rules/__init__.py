"""One group of rules a file; tidy.py lists them."""
