"""A rule page begun from a site."""
