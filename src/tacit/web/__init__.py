"""The web face: translates a request into a use case and its answer into a page or JSON.

It decides nothing: who may do what is said by `rules` and `work`, and it knows neither git nor SQL.
"""
