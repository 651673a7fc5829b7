"""How surely statements are found again in the next year's report: written pairs, measured."""
