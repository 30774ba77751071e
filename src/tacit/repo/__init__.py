"""Keeps: reads and commits git, durably and by compare-and-swap; tells its history; syncs.

May not: know what a protocol or a promise is, or decide anything about records.
"""
