"""Commands as plain values and back, so that an incident can replay what failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service import engine

if TYPE_CHECKING:
    from collections.abc import Mapping

_COMMANDS = {
    command.__name__: command
    for command in (
        engine.StartInstance,
        engine.CompleteUserTask,
        engine.CompleteJob,
        engine.ThrowError,
        engine.FailJob,
        engine.CorrelateMessage,
        engine.CatchSignal,
        engine.FireTimers,
        engine.ModifyInstance,
        engine.CancelInstance,
    )
}


def plain_command(command: engine.Command) -> dict[str, Any]:
    """Return a command as plain JSON values."""
    values = {name: getattr(command, name) for name in type(command).__slots__}
    return {
        "command": type(command).__name__,
        "values": {name: dict(value) if hasattr(value, "items") else value for name, value in values.items()},
    }


def command_of(plain: Mapping[str, Any]) -> engine.Command:
    """Return the command that ``plain_command`` made these values from."""
    command: engine.Command = _COMMANDS[plain["command"]](**plain["values"])
    return command
