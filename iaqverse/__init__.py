"""What all services share: contracts, the bus, HTTP, settings, logs, and the one-machine runner."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("iaqverse")
except PackageNotFoundError:  # run from a checkout that was never installed
    __version__ = "0.0.0"
