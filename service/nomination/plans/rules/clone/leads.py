"""Who leads, helps and publishes in the next period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from service.nomination.plans.rules.clone.cloning import Cloning, Holders

Document = dict[str, Any]


def replace_agencies(made: Cloning, holders: Holders) -> None:
    """Put whoever holds a function on the first day in the place of who held it."""
    for movement in made.document["movements"]:
        _replace_leads(made, holders, movement)
        _replace_helpers(made, holders, movement)
    _replace_channels(made, holders)


def _replace_leads(made: Cloning, holders: Holders, movement: Document) -> None:
    """Replace the leads of a movement; two that became one have the sum of both minimums until somebody decides."""
    before = [dict(lead) for lead in movement["leads"]]
    merged: dict[str, list[Document]] = {}
    for lead in before:
        merged.setdefault(holders.of_function(lead["agency"], movement["code"]), []).append(lead)
    movement["leads"] = [
        {**leads[0], "agency": holder, "minimum": sum(lead["minimum"] for lead in leads)}
        for holder, leads in merged.items()
    ]
    for holder, leads in merged.items():
        for lead in leads:
            if lead["agency"] != holder:
                made.move("movements", lead["agency"], holder, **_named(movement))
                if len(leads) == 1:
                    _ask_who_leads(made, holders, movement, lead, holder)
        if len(leads) > 1:
            _ask_how_many(made, movement, leads, holder)


def _named(movement: Document) -> dict[str, str]:
    return {"name": movement["short_name"], "name_en": movement["name_en"]}


def _ask_who_leads(made: Cloning, holders: Holders, movement: Document, lead: Document, holder: str) -> None:
    old, code = lead["agency"], movement["code"]
    made.ask(
        f"lead.{code}",
        f"lead_{holders.how(old, code)}",
        ("movements", code, "leads", holder),
        ("keep", "change"),
        field="agency",
        movement=movement["short_name"],
        movement_en=movement["name_en"],
        minimum=lead["minimum"],
        document=holders.document_of(old, holder),
        **made.named(old, "old"),
        **made.named(holder, "new"),
        **made.named(holders.of_entity(old), "entity"),
    )


def _ask_how_many(made: Cloning, movement: Document, leads: list[Document], holder: str) -> None:
    names = [made.named(lead["agency"], "name") for lead in leads]
    made.ask(
        f"quota.{movement['code']}.{holder}",
        "quota_merged",
        ("movements", movement["code"], "leads", holder),
        ("keep", "change", "separate"),
        field="minimum",
        movement=movement["short_name"],
        movement_en=movement["name_en"],
        agencies=", ".join(name["name"] for name in names),
        agencies_en=", ".join(name["name_en"] for name in names),
        minimums=" + ".join(str(lead["minimum"]) for lead in leads),
        separate=leads,
        **made.named(holder, "new"),
    )


def _replace_helpers(made: Cloning, holders: Holders, movement: Document) -> None:
    leads = {lead["agency"] for lead in movement["leads"]}
    helpers: dict[str, Document] = {}
    for row in movement.get("coordinating", ()):
        holder = holders.of_function(row["agency"], movement["code"])
        if holder != row["agency"]:
            made.move("coordinating", row["agency"], holder, **_named(movement))
        if holder not in leads:
            helpers.setdefault(holder, {**row, "agency": holder})
    if "coordinating" in movement:
        movement["coordinating"] = list(helpers.values())


def _replace_channels(made: Cloning, holders: Holders) -> None:
    for channel in made.document.get("channels", ()):
        old = channel.get("agency")
        if old is None or (holder := holders.of_entity(old)) == old:
            continue
        channel["agency"] = holder
        made.move("channels", old, holder, name=channel["label"], name_en=channel["label_en"])
        made.ask(
            f"channel.{channel['code']}",
            "channel",
            ("channels", channel["code"]),
            ("keep", "change", "remove"),
            field="label",
            label=channel["label"],
            label_en=channel["label_en"],
            **made.named(old, "old"),
            **made.named(holder, "new"),
        )
