"""Everything that changes a ballot, from its announcement to its certificate."""
