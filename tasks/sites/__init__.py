"""Sites, a library: publishing systems, lists and pagers, links, titles that are reports. No I/O."""
