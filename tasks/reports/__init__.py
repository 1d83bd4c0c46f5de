"""Reports over all releases: what is planned, and how it stands."""
