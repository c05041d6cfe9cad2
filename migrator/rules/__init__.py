"""From a page to a compiled rule."""
