"""The plan of a period as data: movements, who leads them, yearly minimums, criteria, milestones, dated figures.

Words: a *plan* is one period's programme; a *movement* is led by agencies in *mode* directive (Giao) or request (Đề
nghị); a *quota* is a yearly minimum per movement and lead agency; a *parameter* is a figure the law or the office
sets, with the day it holds from. Invariants: the plan file is the truth and is loaded whole or not at all; quotas
exist only for the plan's quota years; a quota follows the function when agencies change; an exemplar counts once per
year, quota and counter (R36-R39).
"""
