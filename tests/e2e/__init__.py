"""The dashboard in a real Chromium against the whole system."""
