"""Release, a step: parts to staged tables, their audit, and the release that readers see."""
