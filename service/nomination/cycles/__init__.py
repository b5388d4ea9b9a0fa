"""What happens around the single case: the plan's programme, its years, its reviews, inspections and publicity.

Words: a *round* asks every member agency for the same thing (its plan, its review) by a day; a *member* is an agency in
a round, with a process instance of its own; the *schedule* of a plan says which diagram starts on which day. A *cycle
record* is what a step of these diagrams leaves behind. Invariants: a member reports once, and the last one to report
completes the round; a scheduled start happens once; what a closed year counted is never counted anew.
"""
