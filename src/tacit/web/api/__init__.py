"""The HTTP API: the use cases as JSON, in the form that the command line has.

It has no answers of its own, and refuses with the same codes and remedies.
"""
