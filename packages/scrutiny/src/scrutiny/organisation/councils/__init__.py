"""Assemblies, councils and those who sit in them: who sends whom, for how long, and who calls them back."""
