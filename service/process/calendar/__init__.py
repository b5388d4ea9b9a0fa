"""Days that are working days, or are none, by a decision the calendar package does not know.

Words: a *decided day* is one whose working or being off somebody entered, with the document it rests on; a *swap* is
two of them, a working day off and a Saturday worked for it. Owns no table but writes ``working_day`` of ``core``, for
every unit of work begins with it. Invariants: one decision in force per day; what is taken back is kept; a change moves
no due date and no timer that was reckoned before (docs/decisions/0022).
"""
