"""Keeps what git must not hold: which reminders were said, and when a commit was seen to be shared.

May not: hold anything that can be derived from the repository.
"""
