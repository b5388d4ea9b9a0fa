"""Telling situations to save: diagrams, the moves that lead there and those that lead on to the end.

A move is ``(verb, element id, variables)``: ``complete`` a user task, ``work`` off a job, ``fail`` it with an error
code, ``tell`` it its message, send a ``signal`` of that name, or turn the ``clock`` to a moment.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tests.support.bpmn import (
    boundary,
    by_error,
    by_escalation,
    by_message,
    by_signal,
    call,
    diagram,
    end,
    error,
    escalation,
    flow,
    gateway,
    io,
    message,
    multi,
    node,
    path,
    service,
    signal,
    start,
    sub_process,
    timer,
    user,
)

Move: TypeAlias = tuple[str, str, Any]


@dataclass(frozen=True, slots=True)
class Situation:
    """One state to save; ``files`` begins with the process that is started."""

    files: tuple[bytes, ...]
    variables: dict[str, Any] = field(default_factory=dict)
    before: tuple[Move, ...] = ()
    after: tuple[Move, ...] = ()


def done(element_id: str, **submission: Any) -> Move:
    """Complete a user task."""
    return ("complete", element_id, submission)


def clock(moment: str) -> Move:
    """Turn the clock."""
    return ("clock", moment, {})


REMINDED = diagram(
    "reminded",
    start(),
    user("report", outputs=("figure",)),
    boundary("remind", "report", timer("R/P7D", "timeCycle"), interrupts=False),
    user("urge"),
    end("urged"),
    boundary("late", "report", timer("P1M")),
    boundary("withdrawn", "report", by_message("withdrawn")),
    end(),
    end("given_up"),
    path("start", "report", "end"),
    path("remind", "urge", "urged"),
    flow("late", "given_up"),
    flow("withdrawn", "given_up"),
    roots=(message("withdrawn", "= case_key"),),
)


def asked(*, sequential: bool) -> bytes:
    """A user task for every site, with answers collected, and one more."""
    more = 'outputCollection="replies" outputElement="= site + reply"'
    task = node(
        "userTask",
        "ask",
        multi("= sites", "site", sequential=sequential, more=more),
        extensions="<zeebe:userTask/>" + io({"greeting": '= "to " + site'}, {"reply": "= reply"}),
    )
    return diagram("asked", start(), task, user("conclude"), end(), path("start", "ask", "conclude", "end"))


PHASE = diagram(
    "phase",
    start(),
    user("work", outputs=("outcome",)),
    boundary("hurry", "work", timer("P3D"), interrupts=False),
    end("is_late", by_escalation("late")),
    end(),
    path("start", "work", "end"),
    flow("hurry", "is_late"),
    roots=(escalation("late"),),
)
NESTED = diagram(
    "nested",
    start(),
    sub_process(
        "life",
        start("born"),
        call("phase", "phase", extensions=io({"exemplar": "= key"}, {"result": "= outcome"})),
        boundary("phase_late", "phase", by_escalation("late"), interrupts=False),
        user("talk"),
        end("talked"),
        end("over"),
        path("born", "phase", "over"),
        path("phase_late", "talk", "talked"),
        extensions=io({"key": "= exemplar_key", "result": "= null"}, {"outcome": "= result"}),
    ),
    user("close"),
    end(),
    path("start", "life", "close", "end"),
    roots=(escalation("late"),),
)

FIRST_EVENT = diagram(
    "first_event",
    start(),
    gateway("eventBasedGateway", "wait"),
    node("intermediateCatchEvent", "lifted", by_message("lifted"), extensions=io(outputs={"why": "= reason"})),
    node("intermediateCatchEvent", "closed", by_signal("year_closed")),
    node("intermediateCatchEvent", "tired", timer("P20D")),
    user("go_on"),
    end(),
    end("year_over"),
    path("start", "wait", "lifted", "go_on", "end"),
    path("wait", "closed", "year_over"),
    path("wait", "tired", "go_on"),
    roots=(message("lifted", "= exemplar_key"), signal("year_closed")),
)

JOINED = diagram(
    "joined",
    start(),
    gateway("inclusiveGateway", "fork", default="a"),
    user("a"),
    user("b"),
    user("c", outputs=("leave",)),
    gateway("exclusiveGateway", "choose", default="join"),
    gateway("inclusiveGateway", "join"),
    gateway("parallelGateway", "all"),
    user("d"),
    user("e"),
    gateway("parallelGateway", "both"),
    end("left"),
    end(),
    path("start", "fork"),
    flow("fork", "a"),
    flow("fork", "b", "= count > 1"),
    flow("fork", "c", "= count > 0"),
    path("a", "join"),
    path("b", "join", "all", "d", "both", "end"),
    path("all", "e", "both"),
    path("c", "choose"),
    flow("choose", "left", "= leave"),
    flow("choose", "join"),
)

MAILED = diagram(
    "mailed",
    start(),
    service("mail", "mail.send", extensions=io({"to": "= agency"}, {"sent_on": "= day"})),
    boundary("refused", "mail", by_error("REFUSED")),
    user("call_them"),
    end(),
    path("start", "mail", "end"),
    path("refused", "call_them", "end"),
    roots=(error("REFUSED"),),
)

CALLED_OFF = diagram(
    "called_off",
    start(),
    user("write"),
    boundary("news", "write", by_signal("news"), interrupts=False),
    user("read_news"),
    end("read"),
    boundary("off", "write", by_signal("called_off")),
    end("ended_early"),
    end(),
    path("start", "write", "end"),
    path("news", "read_news", "read"),
    flow("off", "ended_early"),
    roots=(signal("news"), signal("called_off")),
)

SITES = {"sites": ["x", "y", "z"]}

SITUATIONS = {
    "user_task_with_boundary_timers": Situation(
        (REMINDED,),
        {"case_key": "7"},
        (clock("2023-01-10T08:00:00+07:00"), done("urge")),
        (clock("2023-01-17T08:00:00+07:00"), done("report", figure=4), done("urge")),
    ),
    "user_task_that_will_be_late": Situation(
        (REMINDED,), {"case_key": "7"}, (), (clock("2023-02-02T08:00:00+07:00"), done("urge"))
    ),
    "parallel_instances_half_done": Situation(
        (asked(sequential=False),),
        SITES,
        (done("ask", reply="1"),),
        (done("ask", reply="2"), done("ask", reply="3"), done("conclude")),
    ),
    "sequential_instances_half_done": Situation(
        (asked(sequential=True),),
        SITES,
        (done("ask", reply="1"),),
        (done("ask", reply="2"), done("ask", reply="3"), done("conclude")),
    ),
    "inside_call_and_sub_process": Situation(
        (NESTED, PHASE),
        {"exemplar_key": "7"},
        (),
        (clock("2023-01-06T08:00:00+07:00"), done("talk"), done("work", outcome="built"), done("close")),
    ),
    "event_based_gateway": Situation(
        (FIRST_EVENT,), {"exemplar_key": "7"}, (), (("tell", "lifted", {"reason": "found"}), done("go_on"))
    ),
    "event_based_gateway_that_hears_a_signal": Situation(
        (FIRST_EVENT,), {"exemplar_key": "7"}, (), (("signal", "year_closed", {}),)
    ),
    "inclusive_join_half_arrived": Situation(
        (JOINED,), {"count": 2}, (done("b"),), (done("c", leave=True), done("d"), done("e"))
    ),
    "parallel_join_half_arrived": Situation((JOINED,), {"count": 0}, (done("a"), done("e")), (done("d"),)),
    "job_waiting": Situation((MAILED,), {"agency": "so-y-te"}, (), (("work", "mail", {"day": "2023-01-03"}),)),
    "job_that_fails": Situation((MAILED,), {"agency": "so-y-te"}, (), (("fail", "mail", "REFUSED"), done("call_them"))),
    "signal_beside_and_instead": Situation(
        (CALLED_OFF,),
        {},
        (("signal", "news", {}),),
        (("signal", "news", {"what": "more"}), ("signal", "called_off", {}), done("read_news"), done("read_news")),
    ),
    "ended": Situation((CALLED_OFF,), {"kept": [1, {"a": None}]}, (done("write"),), ()),
}
