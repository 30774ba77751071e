"""Tells what rows come to when one looks back on them: the drafts of updates, who is at work when, how a goal came on.

May not: do I/O, ask for the time, log, know how rows are stored, or guess what only a person can say.
"""
