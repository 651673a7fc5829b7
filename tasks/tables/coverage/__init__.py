"""Coverage: who should have reported for which year, who did, who was late, and how we know."""
