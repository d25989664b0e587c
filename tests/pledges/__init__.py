"""Threshold pledges on the site."""
