"""All writes of petitions, open votes and reports."""
