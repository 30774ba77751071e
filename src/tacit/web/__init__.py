"""The web face: translates a request into a use case and its answer into a page or JSON.

May not: decide anything, which `rules` and `work` do; know of git or SQL; import the command line.
"""
