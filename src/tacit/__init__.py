"""Tacit: agreement without a meeting. Promises with clocks, kept in a git repository."""

__version__ = "0.1.0"
