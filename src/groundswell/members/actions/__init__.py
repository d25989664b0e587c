"""All writes of memberships: coming in, changing one's standing, reviews by the assembly, coming back without words."""
