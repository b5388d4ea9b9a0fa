"""The supervisor's questions: where the instances stand, what is late, what has stopped.

Reads only; counts come from the running rows, never from a second store.
"""
