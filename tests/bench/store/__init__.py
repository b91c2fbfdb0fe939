"""What the store can do, part by part; see `tests.bench.store.__main__`."""
