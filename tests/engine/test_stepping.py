from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service import engine
from service.engine import steps
from tests.support.bpmn import (
    boundary,
    by_error,
    by_escalation,
    by_message,
    by_terminate,
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
    start,
    sub_process,
    timer,
    user,
)
from tests.support.play import BpmnError, Play

if TYPE_CHECKING:
    from collections.abc import Callable

CHOICE = diagram(
    "choice",
    start(),
    user("decide", outputs=("outcome",)),
    gateway("exclusiveGateway", "g", default="end_other"),
    end("end_yes"),
    end("end_other"),
    path("start", "decide", "g"),
    flow("g", "end_yes", '= outcome = "yes"'),
    flow("g", "end_other"),
)


def fails(code: str) -> Callable[[object], dict[str, object]]:
    def operation(_: object) -> dict[str, object]:
        raise BpmnError(code)

    return operation


def test_takes_the_flow_whose_condition_holds() -> None:
    play = Play(CHOICE).start().complete("decide", outcome="yes", secret="stays in the form")

    assert play.trace == ["start", "+decide", "-decide", "g", "end_yes"]
    assert play.ended
    assert play.variables == {"outcome": "yes"}


def test_takes_the_default_flow_when_no_condition_holds() -> None:
    assert Play(CHOICE).start().complete("decide", outcome="no").trace[-1] == "end_other"


def test_lets_nothing_leave_a_form_without_output_mappings() -> None:
    play = Play(diagram("p", start(), user("u"), end(), path("start", "u", "end"))).start(kept=1)

    play.complete("u", kept=2, other=3)

    assert play.variables == {"kept": 1}


def test_faults_when_no_flow_matches() -> None:
    file = diagram(
        "p",
        start(),
        gateway("exclusiveGateway", "g"),
        end("a"),
        path("start", "g"),
        flow("g", "a", "= x = 1"),
    )
    with pytest.raises(engine.DiagramFault) as fault:
        Play(file).start(x=3)
    assert (fault.value.element_id, fault.value.error_type) == ("g", "CONDITION_ERROR")


def test_faults_when_a_condition_is_neither_true_nor_false() -> None:
    with pytest.raises(engine.DiagramFault, match="neither true nor false"):
        Play(CHOICE.replace(b"outcome = &quot;yes&quot;", b"outcome")).start().complete("decide", outcome="yes")


def test_stops_a_diagram_that_runs_in_a_circle_without_waiting() -> None:
    file = diagram(
        "p",
        start(),
        service("count", "test.count"),
        gateway("exclusiveGateway", "g", default="count"),
        end(),
        path("start", "count", "g", "count"),
        flow("g", "end", "= 1 = 2"),
    )
    with pytest.raises(engine.DiagramFault) as fault:
        Play(file, operations={"test.count": {}}).start()
    assert fault.value.error_type == "UNKNOWN"


def test_runs_a_loop_of_fifteen_hundred_user_tasks_at_the_same_size() -> None:
    file = diagram(
        "p",
        start(),
        user("u", outputs=("again",)),
        boundary("b", "u", timer("P9D"), interrupts=False),
        end("reminded"),
        gateway("exclusiveGateway", "g", default="end"),
        end(),
        path("start", "u", "g"),
        flow("b", "reminded"),
        flow("g", "u", "= again"),
        flow("g", "end"),
    )
    read = engine.read(file)
    keys = iter(range(1, 100_000))
    now = Play(file).now
    run = engine.start(read, steps.StartInstance({}), now=now, new_key=keys.__next__)
    size = len(run.save())
    for number in range(1500):
        run = engine.load(run.save(), {0: read}, now=now, new_key=keys.__next__)
        (key,) = (token.id for token in run._instance.tokens.values() if token.is_open)
        run.apply(steps.CompleteUserTask(key, {"again": number < 1499}))
    assert run.is_ended
    assert size < 250


def test_asks_for_an_operation_and_takes_its_variables() -> None:
    file = diagram(
        "p",
        start(),
        service("s", "exemplar.open", extensions=io({"who": "= agency"})),
        end(),
        path("start", "s", "end"),
    )
    play = Play(file, operations={"exemplar.open": {"exemplar_key": "1"}}).start(agency="a")

    (asked,) = play.asked
    assert isinstance(asked, steps.OperationRequested)
    assert asked.variables == {"agency": "a", "who": "a"}
    assert play.variables == {"agency": "a", "exemplar_key": "1"}
    assert play.trace == ["start", "s", "end"]


def test_takes_only_mapped_variables_of_an_operation() -> None:
    mapped = io(outputs={"outcome": "= found + 1"})
    file = diagram("p", start(), service("s", "op", extensions=mapped), end(), path("start", "s", "end"))

    assert Play(file, operations={"op": {"found": 1, "noise": 2}}).start().variables == {"outcome": 2}


def test_a_result_named_like_an_input_stays_with_the_element() -> None:
    file = diagram("p", start(), service("s", "op", extensions=io({"a": "= b + 1"})), end(), path("start", "s", "end"))

    assert Play(file, operations={"op": {"a": 7, "c": 8}}).start(a=1, b=2).variables == {"a": 1, "b": 2, "c": 8}


def test_a_mapping_may_lead_into_a_context() -> None:
    mapped = io({"to.name": '= "An"', "to.mail.kind": '= "text"', "copied": "= to.name"}, {"to.code": "= sent"})
    file = diagram("p", start(), service("s", "op", extensions=mapped), end(), path("start", "s", "end"))
    play = Play(file, operations={"op": {"sent": 7}}).start(to={"name": "Bình", "code": 1, "old": True})

    assert play.asked[0].variables["to"] == {"name": "An", "mail": {"kind": "text"}}
    assert play.asked[0].variables["copied"] == "An"
    assert play.variables == {"to": {"name": "An", "mail": {"kind": "text"}, "code": 7}}


def test_reports_a_variable_that_changes_from_one_to_true() -> None:
    play = Play(diagram("p", start(), user("u", outputs=("flag",)), user("v"), end(), path("start", "u", "v", "end")))
    play.start(flag=1).complete("u", flag=True)

    assert play.of(steps.VariablesChanged)[-1].variables["flag"] is True


def test_makes_a_job_of_an_operation_nobody_offers() -> None:
    headers = '<zeebe:taskHeaders><zeebe:header key="a" value="b"/></zeebe:taskHeaders>'
    file = diagram("p", start(), service("s", "mail", extensions=headers), end(), path("start", "s", "end"))
    play = Play(file).start()

    (created,) = play.of(steps.JobCreated)
    assert (created.job_type, created.retries, created.headers) == ("mail", 3, {"a": "b"})
    assert play.job("s", sent=True).variables == {"sent": True}
    assert play.trace == ["start", "+s", "-s", "end"]


@pytest.mark.parametrize(("written", "retries"), [("", 3), ("5", 5), ("= tries + 1", 3)])
def test_reckons_how_often_a_job_may_be_tried(written: str, retries: int) -> None:
    task = node("serviceTask", "s", extensions=f'<zeebe:taskDefinition type="mail" retries="{written}"/>')
    play = Play(diagram("p", start(), task, end(), path("start", "s", "end"))).start(tries=2)
    assert play.of(steps.JobCreated)[0].retries == retries


@pytest.mark.parametrize("written", ["0", "-1", "often", "2.5", "= tries", "= 1.5", "= 10 ** 12"])
def test_refuses_retries_that_are_no_number_of_tries(written: str) -> None:
    task = node("serviceTask", "s", extensions=f'<zeebe:taskDefinition type="mail" retries="{written}"/>')
    play = Play(diagram("p", start(), task, end(), path("start", "s", "end")))
    with pytest.raises(engine.DiagramFault) as fault:
        play.start(tries="many")
    assert (fault.value.element_id, fault.value.error_type) == ("s", "EXTRACT_VALUE_ERROR")


def test_cancels_a_job_when_its_boundary_interrupts() -> None:
    file = diagram(
        "p",
        start(),
        service("s", "mail"),
        boundary("late", "s", timer("PT1H")),
        end(),
        path("start", "s", "end"),
        flow("late", "end"),
    )
    play = Play(file).start().at("2023-01-02T12:00:00+07:00")

    assert len(play.of(steps.JobCanceled)) == 1
    assert play.ended


CAUGHT = diagram(
    "p",
    start(),
    user("describe"),
    service("register", "register"),
    boundary("secret", "register", by_error("SECRET")),
    end(),
    path("start", "describe", "register", "end"),
    flow("secret", "describe"),
    roots=(error("SECRET"),),
)


def test_catches_an_error_at_the_element_and_goes_back() -> None:
    play = Play(CAUGHT, operations={"register": fails("SECRET")}).start().complete("describe")

    assert play.open == ["describe"]
    assert play.trace[-5:] == ["-describe", "+register", "xregister", "secret", "+describe"]


def test_faults_on_an_error_nobody_catches() -> None:
    with pytest.raises(engine.DiagramFault) as fault:
        Play(CAUGHT, operations={"register": fails("OTHER")}).start().complete("describe")
    assert (fault.value.element_id, fault.value.error_type) == ("register", "UNHANDLED_ERROR_EVENT")


def test_takes_a_worker_error_as_a_bpmn_error() -> None:
    play = Play(CAUGHT).start().complete("describe")
    play.do(steps.ThrowError(play.open_keys("register")[0], "SECRET"))
    assert play.open == ["describe"]


def test_asks_for_a_decision_and_keeps_its_result() -> None:
    decision = '<zeebe:calledDecision decisionId="eligibility" resultVariable="outcome"/>'
    file = diagram("p", start(), node("businessRuleTask", "r", extensions=decision), end(), path("start", "r", "end"))
    play = Play(file, decisions={"eligibility": "eligible"}).start(gate_met=4)

    assert isinstance(play.asked[0], steps.DecisionRequested)
    assert play.asked[0].variables == {"gate_met": 4}
    assert play.variables["outcome"] == "eligible"


LISTENER = (
    '<zeebe:taskListeners><zeebe:taskListener eventType="completing" type="candidate.record"/></zeebe:taskListeners>'
)


def test_asks_the_completing_listener_with_the_submission_first() -> None:
    file = diagram(
        "p", start(), user("u", outputs=("movement",), extensions=LISTENER), end(), path("start", "u", "end")
    )
    play = (
        Play(file, operations={"candidate.record": {"movement": "found"}}).start().complete("u", movement="x", name="n")
    )

    (asked,) = play.asked
    assert isinstance(asked, steps.OperationRequested)
    assert asked.submission == {"movement": "x", "name": "n"}
    assert play.variables == {"movement": "found"}


def test_faults_when_nobody_offers_a_completing_listener() -> None:
    file = diagram("p", start(), user("u", extensions=LISTENER), end(), path("start", "u", "end"))
    play = Play(file).start()
    with pytest.raises(engine.DiagramFault, match=r"candidate\.record"):
        play.complete("u")


def test_catches_an_error_of_a_completing_listener() -> None:
    file = diagram(
        "p",
        start(),
        user("u", extensions=LISTENER),
        boundary("b", "u", by_error()),
        end(),
        end("wrong"),
        path("start", "u", "end"),
        flow("b", "wrong"),
    )
    assert Play(file, operations={"candidate.record": fails("X")}).start().complete("u").trace[-1] == "wrong"


def test_evaluates_who_does_a_user_task_and_by_when() -> None:
    extensions = (
        """<zeebe:assignmentDefinition assignee="= mentor" candidateGroups='= [agency + "/officer"]' """
        """candidateUsers="an, binh"/><zeebe:taskSchedule dueDate="= add_working_days(now(), 5)" """
        """followUpDate="= on"/><zeebe:priorityDefinition priority="70"/>"""
    )
    file = diagram("p", start(), user("u", extensions=extensions), end(), path("start", "u", "end"))
    (created,) = Play(file).start(mentor="lan", agency="so-y-te", on="2023-02-01").of(steps.UserTaskCreated)

    assert (created.assignee, created.candidate_groups, created.candidate_users) == (
        "lan",
        ("so-y-te/officer",),
        ("an", "binh"),
    )
    assert created.due_at.isoformat() == "2023-01-09T10:00:00+00:00"
    assert created.follow_up_at.isoformat() == "2023-02-01T01:00:00+00:00"
    assert (created.form_id, created.priority) == ("a_form", 70)


def test_joins_parallel_branches_on_every_incoming_flow() -> None:
    file = diagram(
        "p",
        start(),
        gateway("parallelGateway", "fork"),
        user("a"),
        user("b"),
        gateway("parallelGateway", "join"),
        end(),
        path("start", "fork", "a", "join", "end"),
        path("fork", "b", "join"),
    )
    play = Play(file).start()
    assert play.open == ["a", "b"]
    play.complete("b")
    assert not play.ended
    play.complete("a")
    assert play.trace[-2:] == ["join", "end"]
    assert play.ended


INCLUSIVE = diagram(
    "p",
    start(),
    gateway("inclusiveGateway", "fork", default="c"),
    user("a"),
    user("b"),
    user("c"),
    gateway("inclusiveGateway", "join"),
    user("last"),
    end(),
    path("start", "fork"),
    flow("fork", "a", "= x > 0"),
    flow("fork", "b", "= x > 1"),
    flow("fork", "c"),
    path("a", "join", "last", "end"),
    path("b", "join"),
    path("c", "join"),
)


@pytest.mark.parametrize(("x", "opened"), [(0, ["c"]), (1, ["a"]), (2, ["a", "b"])])
def test_joins_only_the_inclusive_branches_taken(x: int, opened: list[str]) -> None:
    play = Play(INCLUSIVE).start(x=x)
    assert play.open == opened
    for element_id in opened:
        assert "join" not in play.trace
        play.complete(element_id)
    assert play.open == ["last"]
    assert play.complete("last").ended


def test_inclusive_join_does_not_wait_for_a_branch_that_left() -> None:
    file = diagram(
        "p",
        start(),
        gateway("inclusiveGateway", "fork", default="a"),
        user("a"),
        user("b", outputs=("leave",)),
        gateway("exclusiveGateway", "g", default="join"),
        gateway("inclusiveGateway", "join"),
        end(),
        end("left"),
        path("start", "fork"),
        flow("fork", "a"),
        flow("fork", "a2", "= true") + user("a2") + flow("a2", "join"),
        flow("fork", "b", "= true"),
        path("a", "join", "end"),
        path("b", "g"),
        flow("g", "left", "= leave"),
        flow("g", "join"),
    )
    play = Play(file).start().complete("a2")
    assert play.open == ["b"]
    assert play.complete("b", leave=True).trace[-2:] == ["join", "end"]


EVENTS = diagram(
    "p",
    start(),
    gateway("eventBasedGateway", "wait"),
    node("intermediateCatchEvent", "lifted", by_message("block_lifted")),
    node("intermediateCatchEvent", "tired", timer('= duration("P20D")')),
    user("check", outputs=("again",)),
    gateway("exclusiveGateway", "g", default="end"),
    end(),
    path("start", "wait", "lifted", "check", "g", "end"),
    path("wait", "tired", "check"),
    flow("g", "wait", "= again"),
    roots=(message("block_lifted", "= exemplar_key"),),
)


def test_event_gateway_takes_the_first_event_and_withdraws_the_others() -> None:
    play = Play(EVENTS).start(exemplar_key="7")
    assert play.open == ["wait"]
    assert [s.correlation_key for s in play.subscriptions()] == ["7"]
    for _ in range(3):
        play.tell("lifted", note="x")
        assert play.timers() == {}
        play.complete("check", again=True)
    play.at("2023-01-22T08:00:00+07:00")
    assert play.open == ["check"]
    assert play.trace[-3:] == ["-wait", "tired", "+check"]
    assert play.variables["note"] == "x"
    assert play.complete("check", again=False).ended


REMINDED = diagram(
    "p",
    start(),
    user("u"),
    boundary("remind", "u", timer("P2D"), interrupts=False),
    service("urge", "reminder.send"),
    end("urged"),
    boundary("expire", "u", timer("= held_on", "timeDate")),
    end("expired"),
    end(),
    path("start", "u", "end"),
    path("remind", "urge", "urged"),
    path("expire", "expired"),
)


def test_reminds_once_in_the_same_step_and_leaves_the_task_open() -> None:
    play = Play(REMINDED, operations={"reminder.send": None}).start(held_on="2023-01-10")
    assert {name: due.isoformat() for name, due in play.timers().items()} == {
        "remind": "2023-01-04T01:00:00+00:00",
        "expire": "2023-01-10T01:00:00+00:00",
    }
    play.at("2023-01-04T07:59:00+07:00")
    assert "urge" not in play.trace
    play.at("2023-01-06T08:00:00+07:00").at("2023-01-07T08:00:00+07:00")
    assert play.trace.count("urge") == 1
    assert play.open == ["u"]
    assert play.complete("u").ended
    assert play.timers() == {}


def test_a_late_clock_fires_everything_due_in_order() -> None:
    play = Play(REMINDED, operations={"reminder.send": None}).start(held_on="2023-01-10")
    play.at("2024-01-01T00:00:00+07:00")
    assert play.trace[2:] == ["remind", "urge", "urged", "xu", "expire", "expired"]
    assert play.ended


def test_a_timer_due_at_once_behind_an_inclusive_join_fires_in_the_same_step() -> None:
    file = diagram(
        "p",
        start(),
        gateway("inclusiveGateway", "fork", default="wait"),
        node("intermediateCatchEvent", "wait", timer("P1D")),
        gateway("inclusiveGateway", "join"),
        node("intermediateCatchEvent", "past", timer("2023-01-01", "timeDate")),
        end(),
        path("start", "fork"),
        flow("fork", "join", "= false"),
        path("fork", "wait", "join", "past", "end"),
    )
    assert Play(file).start().at("2023-01-03T08:00:00+07:00").ended


def test_what_follows_from_one_timer_is_done_before_the_next_fires() -> None:
    file = diagram(
        "p",
        start(),
        gateway("parallelGateway", "both"),
        gateway("inclusiveGateway", "fork", default="first"),
        node("intermediateCatchEvent", "first", timer("P1D")),
        gateway("inclusiveGateway", "join"),
        end("stop", by_terminate()),
        node("intermediateCatchEvent", "second", timer("P2D")),
        end("never"),
        path("start", "both", "fork"),
        flow("fork", "join", "= false"),
        path("fork", "first", "join", "stop"),
        path("both", "second", "never"),
    )
    play = Play(file).start().at("2023-01-10T08:00:00+07:00")
    assert play.ended
    assert "never" not in play.trace


@pytest.mark.parametrize(
    ("text", "kind", "due"),
    [
        ("2023-03-01", "timeDate", "2023-03-01T01:00:00+00:00"),
        ("2023-03-01T09:30:00", "timeDate", "2023-03-01T02:30:00+00:00"),
        ("2023-03-01T09:30:00Z", "timeDate", "2023-03-01T09:30:00+00:00"),
        ("= date(2023, 3, 1)", "timeDate", "2023-03-01T01:00:00+00:00"),
        ('= date and time("2023-03-01T09:30:00+07:00")', "timeDate", "2023-03-01T02:30:00+00:00"),
        ("PT36H", "timeDuration", "2023-01-03T13:00:00+00:00"),
        ("P1W2D", "timeDuration", "2023-01-11T01:00:00+00:00"),
        ("P1M", "timeDuration", "2023-02-02T01:00:00+00:00"),
        ('= duration("P3D")', "timeDuration", "2023-01-05T01:00:00+00:00"),
        ('= duration("P1Y")', "timeDuration", "2024-01-02T01:00:00+00:00"),
        ('= "P" + string(days) + "D"', "timeDuration", "2023-01-06T01:00:00+00:00"),
    ],
)
def test_reads_timers(text: str, kind: str, due: str) -> None:
    file = diagram(
        "p", start(), node("intermediateCatchEvent", "t", timer(text, kind)), end(), path("start", "t", "end")
    )
    play = Play(file).start(days=4)
    assert play.timers()["t"].isoformat() == due
    play.at(due)
    assert play.trace == ["start", "+t", "-t", "end"]


@pytest.mark.parametrize(("text", "kind"), [("= x", "timeDate"), ("= x", "timeDuration"), ("= none", "timeDuration")])
def test_faults_on_a_timer_without_a_usable_value(text: str, kind: str) -> None:
    file = diagram(
        "p", start(), node("intermediateCatchEvent", "t", timer(text, kind)), end(), path("start", "t", "end")
    )
    with pytest.raises(engine.DiagramFault) as fault:
        Play(file).start(none=0)
    assert (fault.value.element_id, fault.value.error_type) == ("t", "EXTRACT_VALUE_ERROR")


def test_starts_by_message_beside_a_none_start() -> None:
    file = diagram(
        "p",
        start(),
        node("startEvent", "by_tip", by_message("tip")),
        user("u"),
        end(),
        path("start", "u", "end"),
        flow("by_tip", "u"),
        roots=(message("tip"),),
    )
    assert Play(file).start("tip", agency="a").trace == ["by_tip", "+u"]
    assert Play(file).start(agency="a").trace == ["start", "+u"]
    with pytest.raises(engine.NotWaiting):
        Play(file).start("another")


def test_receives_a_message_or_gives_up() -> None:
    file = diagram(
        "p",
        start(),
        node("receiveTask", "r", messageRef="message_m", extensions=io(outputs={"kept": "= sent"})),
        boundary("late", "r", timer("P1D")),
        end(),
        end("given_up"),
        path("start", "r", "end"),
        flow("late", "given_up"),
        roots=(message("m", "= key"),),
    )
    play = Play(file).start(key=12)
    assert play.subscriptions()[0].correlation_key == "12"
    play.tell("r", sent=1, other=2)
    assert play.variables == {"key": 12, "kept": 1}
    assert Play(file).start(key="k").at("2023-01-04T00:00:00+07:00").trace[-1] == "given_up"


def test_throws_messages_with_their_payload_only() -> None:
    payload = io({"total": "= a + 1"})
    file = diagram(
        "p",
        start(),
        node("intermediateThrowEvent", "throw", by_message("m"), extensions=payload),
        node("sendTask", "send", messageRef="message_m"),
        end("end", by_message("done")),
        path("start", "throw", "send", "end"),
        roots=(message("m", "= a"), message("done")),
    )
    play = Play(file).start(a=1)
    assert [(t.element_id, t.message_name, t.correlation_key, t.variables) for t in play.thrown()] == [
        ("throw", "m", "1", {"total": 2}),
        ("send", "m", "1", {}),
        ("end", "done", "", {}),
    ]
    assert play.variables == {"a": 1}


def test_passes_manual_and_undefined_tasks() -> None:
    file = diagram("p", start(), node("task", "t"), node("manualTask", "m"), end(), path("start", "t", "m", "end"))
    assert Play(file).start().trace == ["start", "t", "m", "end"]


def test_terminate_end_ends_its_scope_only() -> None:
    inner = (
        start("s2"),
        gateway("parallelGateway", "f"),
        user("a"),
        user("b"),
        end("stop", by_terminate()),
        path("s2", "f", "a", "stop"),
        path("f", "b", "stop"),
    )
    file = diagram("p", start(), sub_process("sub", *inner), user("after"), end(), path("start", "sub", "after", "end"))
    play = Play(file).start().complete("a")
    assert play.trace[-5:] == ["-a", "xb", "stop", "-sub", "+after"]


def test_cancels_everything_on_cancellation() -> None:
    play = Play(REMINDED).start(held_on="2023-01-10")
    play.do(steps.CancelInstance())
    assert play.trace[-1] == "xu"
    assert len(play.of(steps.InstanceTerminated)) == 1
    assert play.ended


def test_refuses_a_command_on_a_key_that_does_not_wait() -> None:
    play = Play(CHOICE).start()
    key = play.open_keys("decide")[0]
    for command in (
        steps.CompleteUserTask(999, {}),
        steps.CompleteJob(key, {}),
        steps.CorrelateMessage(key, "m"),
    ):
        with pytest.raises(engine.NotWaiting):
            play.twins[0].run.apply(command)
    play.complete("decide")
    with pytest.raises(engine.NotWaiting):
        play.twins[0].run.apply(steps.CompleteUserTask(key, {}))


# ── Calls and sub-processes ─────────────────────────────────────────────────────────────────────────────────────

CHILD = diagram("child", start(), user("work", outputs=("outcome", "private")), end(), path("start", "work", "end"))


def parent(passes: str, extensions: str = "", *more: str, roots: tuple[str, ...] = ()) -> bytes:
    return diagram(
        "parent",
        start(),
        call("phase", "child", extensions=extensions, passes=passes),
        user("after"),
        end(),
        path("start", "phase", "after", "end"),
        *more,
        roots=roots,
    )


def test_a_call_sees_and_returns_only_what_is_mapped() -> None:
    file = parent("false", io({"key": "= exemplar_key"}, {"result": '= outcome + "!"'}))
    play = Play(file, CHILD).start(exemplar_key="1", other=2)
    run = play.twins[1].run
    (scope,) = run._instance.subprocesses.values()
    assert scope.data == {"key": "1"}
    play.complete("work", outcome="built", private="p")
    assert play.variables == {"exemplar_key": "1", "other": 2, "result": "built!"}
    assert play.open == ["after"]


def test_a_call_may_pass_everything_both_ways() -> None:
    play = Play(parent("true"), CHILD).start(a=1).complete("work", outcome="x", private="p")
    assert play.variables == {"a": 1, "outcome": "x", "private": "p"}


def test_a_called_process_is_pinned_in_the_state() -> None:
    play = Play(parent("false"), CHILD).start()
    assert engine.definition_keys(play.twins[1].run.save()) == (100, 101)
    play.complete("work")
    assert engine.definition_keys(play.twins[1].run.save()) == (100,)


def test_an_escalation_reaches_the_boundary_of_the_call_any_number_of_times() -> None:
    child = diagram(
        "child",
        start(),
        user("work"),
        boundary("late", "work", by_message("hurry"), interrupts=False),
        end("phase_late", by_escalation("phase_late")),
        end(),
        path("start", "work", "end"),
        flow("late", "phase_late"),
        roots=(escalation("phase_late"), message("hurry", "= 1")),
    )
    file = parent(
        "false",
        "",
        boundary("caught", "phase", by_escalation("phase_late"), interrupts=False),
        user("talk"),
        end("talked"),
        path("caught", "talk", "talked"),
        roots=(escalation("phase_late"),),
    )
    play = Play(file, child).start().tell("late").tell("late")
    assert play.open == ["phase", "talk", "talk", "work"]
    play.complete("work").complete("talk").complete("after")
    assert play.open == ["talk"]
    assert play.complete("talk").ended


def test_an_escalation_nobody_catches_is_no_fault() -> None:
    child = diagram("child", start(), end("e", by_escalation("x")), path("start", "e"), roots=(escalation("x"),))
    assert Play(parent("false"), child).start().open == ["after"]


def test_an_interrupting_escalation_ends_the_call() -> None:
    child = diagram(
        "child",
        start(),
        gateway("parallelGateway", "f"),
        user("w"),
        end("e", by_escalation("x")),
        path("start", "f", "w", "e"),
        flow("f", "e"),
        roots=(escalation("x"),),
    )
    file = parent(
        "false",
        "",
        boundary("b", "phase", by_escalation("x")),
        end("stopped"),
        flow("b", "stopped"),
        roots=(escalation("x"),),
    )
    play = Play(file, child).start()
    assert play.trace[-4:] == ["xw", "xphase", "b", "stopped"]
    assert play.ended


def test_an_error_end_travels_up_to_the_call_that_catches_it() -> None:
    child = diagram("child", start(), end("e", by_error("E")), path("start", "e"), roots=(error("E"),))
    inner = (start("s2"), call("deep", "child"), end("e2"), path("s2", "deep", "e2"))
    file = diagram(
        "p",
        start(),
        sub_process("life", *inner),
        boundary("b", "life", by_error("E")),
        end(),
        end("failed"),
        path("start", "life", "end"),
        flow("b", "failed"),
        roots=(error("E"),),
    )
    play = Play(file, child).start()
    assert play.trace[-5:] == ["e", "xdeep", "xlife", "b", "failed"]
    assert play.ended


def test_an_error_end_nobody_catches_faults() -> None:
    file = diagram("p", start(), end("e", by_error("E")), path("start", "e"), roots=(error("E"),))
    with pytest.raises(engine.DiagramFault, match="'E' is not caught"):
        Play(file).start()


def test_a_sub_process_keeps_its_local_variables_and_shares_the_others() -> None:
    inner = (start("s2"), user("u", outputs=("outcome", "local")), end("e2"), path("s2", "u", "e2"))
    sub = sub_process("sub", *inner, extensions=io({"local": "= 1"}, {"copied": "= local"}))
    file = diagram("p", start(), sub, user("after"), end(), path("start", "sub", "after", "end"))
    play = Play(file).start().complete("u", outcome="x", local=5)
    assert play.variables == {"outcome": "x", "copied": 5}


# ── Multi-instance ──────────────────────────────────────────────────────────────────────────────────────────────


def multi_users(**options: object) -> bytes:
    mapping = io(outputs={"reply": "= reply"})
    task = node("userTask", "ask", multi("= sites", "site", **options), extensions="<zeebe:userTask/>" + mapping)
    return diagram("p", start(), task, user("after"), end(), path("start", "ask", "after", "end"))


def test_parallel_instances_each_have_their_item_and_collect_in_order() -> None:
    file = multi_users(more='outputCollection="replies" outputElement="= site + reply"')
    play = Play(file).start(sites=["a", "b", "c"])
    assert play.open == ["ask"] * 4
    play.complete("ask", 2, reply="3").complete("ask", 0, reply="1")
    assert play.open == ["ask", "ask"]
    play.complete("ask", reply="2")
    assert play.open == ["after"]
    assert play.variables == {"sites": ["a", "b", "c"], "replies": ["a1", "b2", "c3"]}


def test_sequential_instances_follow_one_another() -> None:
    play = Play(multi_users(sequential=True, more='outputCollection="r" outputElement="= site"')).start(
        sites=["a", "b"]
    )
    assert play.open == ["ask"] * 2
    play.complete("ask")
    assert play.open == ["ask"] * 2
    assert play.complete("ask").variables["r"] == ["a", "b"]


@pytest.mark.parametrize("sequential", [True, False])
def test_an_empty_collection_is_passed_at_once(sequential: bool) -> None:  # noqa: FBT001
    play = Play(multi_users(sequential=sequential)).start(sites=[])
    assert play.trace == ["start", "+ask", "-ask", "+after"]


@pytest.mark.parametrize("sites", [None, "a", {"a": 1}, ["x"] * 201])
def test_faults_on_a_collection_it_cannot_walk(sites: object) -> None:
    with pytest.raises(engine.DiagramFault) as fault:
        Play(multi_users()).start(sites=sites)
    assert fault.value.error_type == "EXTRACT_VALUE_ERROR"


def test_multi_instance_calls_and_services() -> None:
    task = node("serviceTask", "send", multi("= sites", "site"), extensions='<zeebe:taskDefinition type="op"/>')
    called = call("each", "child", multi("= sites", "site"), extensions=io({"place": "= site"}))
    file = diagram("p", start(), task, called, end(), path("start", "send", "each", "end"))
    play = Play(file, CHILD, operations={"op": None}).start(sites=["a", "b"])
    assert [a.variables["site"] for a in play.asked if isinstance(a, steps.OperationRequested)] == ["a", "b"]
    assert play.open == ["each", "each", "each", "work", "work"]
    play.complete("work", 1).complete("work")
    assert play.ended


def test_an_interrupting_boundary_ends_all_instances() -> None:
    file = diagram(
        "p",
        start(),
        node("userTask", "ask", multi("= sites", "site"), extensions="<zeebe:userTask/>"),
        boundary("late", "ask", timer("P1D")),
        end(),
        end("expired"),
        path("start", "ask", "end"),
        flow("late", "expired"),
    )
    play = Play(file).start(sites=["a", "b"]).complete("ask").at("2023-01-05T00:00:00+07:00")
    assert play.trace[-4:] == ["xask", "xask", "late", "expired"]
    assert play.ended


def test_a_submission_goes_to_one_instance_never_to_the_body() -> None:
    play = Play(multi_users()).start(sites=["a", "b"])
    (body,) = (e.key for e in play.of(steps.ElementActivated) if e.element_type == "MULTI_INSTANCE_BODY")
    with pytest.raises(engine.NotWaiting):
        play.twins[0].run.apply(steps.CompleteUserTask(body, {}))
