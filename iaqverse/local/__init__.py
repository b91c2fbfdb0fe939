"""One machine without containers: what is started, watched and, for a demo, played."""
