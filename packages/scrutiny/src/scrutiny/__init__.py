"""Check an organisation without trusting its server: elections, record, pledges, and the rules that are replayed."""
