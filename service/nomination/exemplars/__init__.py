"""The life of one exemplar, from the first word about it to the places that learn from it.

Words: an *exemplar* is the subject put forward and its case; its *stage* is the phase it is in (detect, nurture,
propagate, evaluate, reward, replicate); its *status* says how far it has come or how it ended; a *round* is one
evaluation; an *integrity block* keeps it from being evaluated, awarded or signed for. Invariants: an exemplar belongs
to one process instance; what a step answered is a record (``nomination.records``) and stays; a secret exemplar keeps
only its paper number, movement, kind and outcome; nothing moves on while a block is open.
"""
