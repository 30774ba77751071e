"""Does the use cases: act (the only writer), ask (every read), tick (what is due), check, sync.

May not: know about terminals, web requests or tools; faces translate for it.
"""
