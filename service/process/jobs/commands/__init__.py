"""Writes of the room, one verb per file; ``due`` is what the ticker does by itself, the rest what workers ask for."""

from service.process.jobs.commands.activate import activate_jobs
from service.process.jobs.commands.complete import complete_job
from service.process.jobs.commands.due import (
    deliver_message,
    deliver_signal,
    drop_delivered_signals,
    drop_expired_messages,
    fire_timers,
    start_by_message,
)
from service.process.jobs.commands.fail import Failure, fail_job, throw_job_error
from service.process.jobs.commands.lock import JobHeld, JobNotFound, JobTaken
from service.process.jobs.commands.postpone import postpone_message, postpone_signal, postpone_timers
from service.process.jobs.commands.update import JobNotActivated, update_job

__all__ = [
    "Failure",
    "JobHeld",
    "JobNotActivated",
    "JobNotFound",
    "JobTaken",
    "activate_jobs",
    "complete_job",
    "deliver_message",
    "deliver_signal",
    "drop_delivered_signals",
    "drop_expired_messages",
    "fail_job",
    "fire_timers",
    "postpone_message",
    "postpone_signal",
    "postpone_timers",
    "start_by_message",
    "throw_job_error",
    "update_job",
]
