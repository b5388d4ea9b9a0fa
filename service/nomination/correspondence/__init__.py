"""What one agency sends to another: plans, reports, assignments, reminders, notices of inspection (R75).

Words: an *issued document* has a code (D1 to D13 of R75, or a letter's kind), an issuer, a recipient and, where the
two differ in it, a mode: Giao is directed, Đề nghị is asked. Invariants: a step issues a document to a recipient once;
what was issued is never changed; it keeps the agencies' codes, and their names are those of its day.
"""
