"""Finds: rows derived from git, and every SQL statement that reads or writes them.

May not: be the truth about anything; delete its file at any time and it comes back.
"""
