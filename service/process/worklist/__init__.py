"""The officer's room: which user tasks wait for whom, drafts, claiming and completing them.

Words: a task is *mine* when I am its assignee, *my agency's* when one of my groups is a candidate. A *draft* belongs
to one person and one task and is never part of the process.
"""
