"""Work outside the step: service tasks of external workers, and the ticker that fires due timers.

A job is leased (``locked_until``) by conditional update; a lost worker's lease runs out and the job is taken again.
"""
