"""Writing: cycle records, rounds and their members, the schedule of a plan."""

from service.nomination.cycles.commands.records import mark, write_cycle_record, write_cycle_records
from service.nomination.cycles.commands.rounds import NewRound, open_round, report_member
from service.nomination.cycles.commands.schedule import postpone_start, start_scheduled, write_schedule

__all__ = [
    "NewRound",
    "mark",
    "open_round",
    "postpone_start",
    "report_member",
    "start_scheduled",
    "write_cycle_record",
    "write_cycle_records",
    "write_schedule",
]
