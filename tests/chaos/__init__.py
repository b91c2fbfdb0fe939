"""Failures on purpose: processes die, streams fill up, connections hang, and nothing may be lost."""
