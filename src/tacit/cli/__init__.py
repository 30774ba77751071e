"""The command line: translates arguments into calls of work, and answers into text or JSON.

May not: decide anything, or touch git, SQL or files of the workspace.
"""
