"""Where a year stands against its quotas, as leaders read it: *Giám sát*.

Owns no table: it reads plans, exemplars and the running processes together, which is why it stands above them. Its
words are those of the quota: a *line* is one agency's minimum in one movement with everything that counts toward it;
a *figure* is a number of that line, and behind every figure stands the list of its cases.
"""
