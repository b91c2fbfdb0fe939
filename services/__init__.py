"""One folder here is one process, one image, one compose service."""
