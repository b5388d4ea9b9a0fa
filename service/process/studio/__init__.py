"""The process owner's pages: which processes there are, what runs on them, and changing them.

Words: the *outline* is a diagram in words, in the order of its flow; the *editor* is the page that fills the window.

Invariants: nothing is deployed that the linter refuses; running cases stay on the version they began with.
"""
