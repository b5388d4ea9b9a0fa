"""What becomes public of an exemplar, and with whose consent.

Words: a *consent* says what may be named and who signed; a *story* is the article; *screening* is the check of the
story before its head approves it; a *publicity item* is one published piece. Invariants: nothing is published without
a consent in force, nothing secret ever; a revoked consent hides what was published at once. Refusing consent never
weighs on recognition or award (``processes.md`` §4).
"""
