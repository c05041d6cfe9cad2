"""Patterns in the notation of pages, and the one matcher for both languages."""
