"""The page of `--report` in a real browser: `make browser`. Skipped where there is no Chromium to run."""
