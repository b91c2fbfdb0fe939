"""Tests, by what they need: nothing (unit, contract), real servers (integration), a browser (e2e)."""
