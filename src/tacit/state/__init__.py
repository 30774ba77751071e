"""Keeps what git must not hold: which reminders were said, when a commit was seen to be shared, who has an account,
what was answered to a request that may be sent again, and what is said without a name until its round closes.

May not: hold anything that can be derived from the repository.
"""
