"""Whole checks, numbered. `verify.election` for archives of elections."""
