"""Writes of pledges, one module for each part of their course."""
