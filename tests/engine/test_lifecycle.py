"""The constructs of the exemplar's lifecycle that the library alone does not run right."""

from __future__ import annotations

import random
from typing import Any

import pytest

from service.engine import steps
from tests.support.bpmn import (
    boundary,
    by_escalation,
    by_message,
    by_terminate,
    call,
    diagram,
    end,
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
from tests.support.play import Play

OUT = io({"exemplar_key": "= exemplar_key"}, {"outcome": "= outcome"})

LIFECYCLE = diagram(
    "exemplar_lifecycle",
    start("start_here"),
    node("startEvent", "start_by_tip", by_message("exemplar_tip_received")),
    service("open_case", "exemplar.open"),
    sub_process(
        "life",
        start("life_started"),
        call("detect", "phase", extensions=OUT),
        boundary("detect_late", "detect", by_escalation("phase_late"), interrupts=False),
        user("talk_about_delay"),
        boundary("talk_over", "talk_about_delay", timer("P10D")),
        end("talked"),
        path("detect_late", "talk_about_delay", "talked"),
        flow("talk_over", "talked"),
        gateway("exclusiveGateway", "g_recognised", default="life_done"),
        call("replicate", "replicate", extensions=OUT),
        end("life_done", by_terminate()),
        path("life_started", "detect", "g_recognised"),
        flow("g_recognised", "replicate", '= outcome = "recognised"'),
        flow("g_recognised", "life_done"),
        flow("replicate", "life_done"),
    ),
    boundary("withdrawn", "life", by_message("exemplar_withdrawn")),
    boundary("revoked", "life", by_message("consent_revoked"), interrupts=False),
    service("unpublish", "publicity.unpublish"),
    user("confirm_takedown"),
    end("taken_down"),
    service("close_case", "exemplar.close"),
    end("closed"),
    path("start_here", "open_case", "life", "close_case", "closed"),
    flow("start_by_tip", "open_case"),
    flow("withdrawn", "close_case"),
    path("revoked", "unpublish", "confirm_takedown", "taken_down"),
    roots=(
        message("exemplar_tip_received"),
        message("exemplar_withdrawn", "= exemplar_key"),
        message("consent_revoked", "= exemplar_key"),
        escalation("phase_late"),
    ),
)

PHASE = diagram(
    "phase",
    start(),
    user("decide", outputs=("outcome",)),
    boundary("remind_decide", "decide", timer("P3D"), interrupts=False),
    service("urge_decide", "reminder.send"),
    end("urged"),
    boundary("late_decide", "decide", timer("P8D"), interrupts=False),
    end("phase_late_decide", by_escalation("phase_late")),
    end(),
    path("start", "decide", "end"),
    path("remind_decide", "urge_decide", "urged"),
    flow("late_decide", "phase_late_decide"),
    roots=(escalation("phase_late"),),
)

REPLICATE = diagram(
    "replicate",
    start(),
    user("choose_sites", outputs=("sites",)),
    sub_process(
        "adopt_at_site",
        multi("= sites", "site"),
        start("s2"),
        user("answer_offer", outputs=("reply",)),
        boundary("no_answer", "answer_offer", timer("P15D")),
        gateway("exclusiveGateway", "g_reply", default="not_taken"),
        user("report_adoption"),
        service("close_site", "replication.close_site"),
        end("adopted"),
        end("not_taken"),
        path("s2", "answer_offer", "g_reply"),
        flow("g_reply", "report_adoption", '= reply = "accept"'),
        flow("g_reply", "not_taken"),
        path("report_adoption", "adopted"),
        path("no_answer", "close_site", "not_taken"),
    ),
    user("conclude", outputs=("outcome",)),
    gateway("exclusiveGateway", "g_result", default="end"),
    end(),
    path("start", "choose_sites", "adopt_at_site", "conclude", "g_result"),
    flow("g_result", "choose_sites", '= outcome = "again"'),
    flow("g_result", "end"),
)

OPERATIONS = {
    "exemplar.open": {"exemplar_key": "77"},
    "exemplar.close": None,
    "publicity.unpublish": None,
    "reminder.send": None,
    "replication.close_site": None,
}


def life() -> Play:
    return Play(LIFECYCLE, PHASE, REPLICATE, operations=OPERATIONS)


def test_starts_by_hand_and_by_tip() -> None:
    assert life().start(agency="a").open == ["decide", "detect", "life"]
    assert life().start("exemplar_tip_received", agency="a").trace[0] == "start_by_tip"


def test_a_called_phase_returns_its_outcome_to_the_case() -> None:
    play = life().start(agency="a").complete("decide", outcome="recognised")
    assert play.variables == {"agency": "a", "exemplar_key": "77", "outcome": "recognised"}
    assert "choose_sites" in play.open


def test_each_delay_is_talked_about_and_an_open_talk_does_not_hold_the_case() -> None:
    play = life().start(agency="a").at("2023-01-11T08:00:00+07:00")
    assert play.trace.count("urge_decide") == 1
    assert "talk_about_delay" in play.open
    play.complete("decide", outcome="refused")
    assert play.trace[-6:] == ["g_recognised", "xtalk_about_delay", "life_done", "-life", "close_case", "closed"]
    assert play.ended


def test_a_talk_ends_by_itself_after_ten_days() -> None:
    play = life().start(agency="a").at("2023-01-11T08:00:00+07:00").at("2023-01-21T08:00:00+07:00")
    assert play.open == ["decide", "detect", "life"]


def test_consent_is_revoked_twice() -> None:
    play = life().start(agency="a").tell("revoked").tell("revoked")
    assert play.open.count("confirm_takedown") == 2
    play.complete("decide", outcome="refused").complete("confirm_takedown")
    assert not play.ended
    assert play.complete("confirm_takedown").ended


def test_withdrawal_ends_an_open_multi_instance_and_leaves_nothing() -> None:
    play = life().start(agency="a").complete("decide", outcome="recognised")
    play.complete("choose_sites", sites=["x", "y", "z"]).complete("answer_offer", reply="accept")
    assert play.open.count("answer_offer") == 2
    play.tell("withdrawn", outcome="withdrawn")
    assert play.ended
    assert play.variables["outcome"] == "withdrawn"
    closing = next(a for a in play.asked if isinstance(a, steps.OperationRequested) and a.element_id == "close_case")
    assert closing.variables["outcome"] == "withdrawn"
    assert play.timers() == {}
    assert play.subscriptions() == []


def test_replication_is_entered_again_with_a_new_list() -> None:
    play = Play(REPLICATE, operations=OPERATIONS).start()
    play.complete("choose_sites", sites=["c", "a", "b"])
    play.complete("answer_offer", 1, reply="accept")
    assert play.open.count("report_adoption") == 1
    play.at("2023-01-20T08:00:00+07:00")
    assert play.trace.count("close_site") == 2
    play.complete("report_adoption").complete("conclude", outcome="again")
    play.complete("choose_sites", sites=["a", "b"])
    assert play.variables["sites"] == ["a", "b"]
    assert play.open.count("answer_offer") == 2
    play.complete("answer_offer", reply="no").complete("answer_offer", reply="no")
    play.complete("conclude", outcome="done")
    assert play.ended
    assert "reply" not in play.variables


def test_an_answer_in_one_instance_is_not_seen_in_another() -> None:
    play = Play(REPLICATE, operations=OPERATIONS).start().complete("choose_sites", sites=["a", "b"])
    play.complete("answer_offer", 0, reply="accept")
    run = play.twins[1].run
    assert run is not None
    (key,) = play.open_keys("answer_offer")
    assert run.variables_at(key) == {"sites": ["a", "b"], "site": "b", "loopCounter": 2}


@pytest.mark.parametrize("seed", range(25))
def test_random_lives_are_the_same_saved_and_unsaved(seed: int) -> None:
    chance = random.Random(seed)
    play = life().start(agency="a")
    for day in range(2, 400):
        if play.ended:
            break
        act(play, chance, day)
    play.do(steps.CancelInstance()) if not play.ended else None
    assert play.ended


def act(play: Play, chance: random.Random, day: int) -> None:
    answers: dict[str, dict[str, Any]] = {
        "decide": {"outcome": chance.choice(["recognised", "recognised", "refused"])},
        "choose_sites": {"sites": ["p", "q", "r"][: chance.randrange(4)]},
        "answer_offer": {"reply": chance.choice(["accept", "no"])},
        "conclude": {"outcome": chance.choice(["again", "again", "done"])},
    }
    users = [key for event in play.of(steps.UserTaskCreated) if (key := event.key) in play._open()]
    kind = chance.randrange(10)
    if kind == 0:
        play.tell("revoked")
    elif kind == 1 and chance.random() < 0.1:
        play.tell("withdrawn", outcome="withdrawn")
    elif kind < 4 or not users:
        month, rest = divmod(day, 28)
        play.at(f"{2023 + month // 12}-{month % 12 + 1:02}-{rest + 1:02}T08:00:00+07:00")
    else:
        key = chance.choice(users)
        play.do(steps.CompleteUserTask(key, answers.get(play.names[key], {})))
