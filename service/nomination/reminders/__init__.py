"""Who is reminded of what, in which manner, how often (R34).

Words: the *reminder policy* is the decision ``reminder_policy``; its *ladder* goes from the person to the head to Ban
TĐKT. Giao and Đề nghị differ in it: one is urged (đôn đốc), the other is asked courteously and never told it is late.
Invariants: a step reminds a recipient of a task once; repeats come on the day the policy named, until the task is done
or the policy says that enough was sent; a letter is kept as it was issued.
"""
