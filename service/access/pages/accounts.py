"""The people: list, create, memberships and roles, disable, reset. For administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext

from service.access import commands, passwords, queries, rules
from service.access.edge import begin, read
from service.access.pages import words
from service.access.pages.blueprint import back_to, blueprint
from service.access.policy import Action
from service.access.routes import How, asks
from service.core.actor import PROVINCE_ROLES
from service.core.clock import business_date, parse_day
from service.core.errors import sentence

if TYPE_CHECKING:
    from datetime import date

    from flask.typing import ResponseReturnValue

_NOT_A_DATE = sentence("Enter a date as day/month/year.")


@blueprint.get("/accounts")
@asks(Action.ACCOUNT_MANAGE, How.ACTOR)
def accounts() -> str:
    """List the people."""
    asked = {name: request.args.get(name, "") for name in ("search", "agency", "cursor")}
    with read() as tx:
        page = queries.accounts(tx, **asked)
        serving = queries.serving_on(tx, [one.account_key for one in page.items], business_date(tx.now))
        names = words.agency_names(tx)
    following: dict[str, Any] = asked | {"cursor": page.next_cursor}
    next_href = url_for("access.accounts", **following) if page.next_cursor else ""
    return render_template(
        "access/accounts.html",
        people=page.items,
        serving=serving,
        agency_names=names,
        asked=asked,
        next_href=next_href,
        now=tx.wall,
    )


@blueprint.get("/accounts/new")
@asks(Action.ACCOUNT_MANAGE, How.ACTOR)
def new_account() -> str:
    """Ask for a new person's particulars."""
    return render_template("access/new_account.html", entries={}, errors=[])


@blueprint.post("/accounts/new")
@asks(Action.ACCOUNT_MANAGE, How.ACTOR)
def create_account() -> ResponseReturnValue:
    """Create a person with a one-time password, shown this once."""
    entries = {name: request.form.get(name, "").strip() for name in ("user_name", "display_name", "email")}
    clear = passwords.one_time_password()
    hashed = passwords.hash_password(clear)
    try:
        with begin() as tx:
            key = commands.create_account(tx, password_hash=hashed, must_change_password=True, **entries)
    except commands.AccountInvalid as refused:
        return render_template("access/new_account.html", entries=entries, errors=list(refused.fields.items())), 422
    except commands.UserNameTaken:
        errors = [("user_name", gettext("Another person has this user name."))]
        return render_template("access/new_account.html", entries=entries, errors=errors), 409
    return _person(key, clear_password=clear)


@blueprint.get("/accounts/<int:account_key>")
@asks(Action.ACCOUNT_MANAGE, How.ACTOR)
def person(account_key: int) -> str:
    """Show a person: memberships, roles, sessions."""
    return _person(account_key)


def _person(account_key: int, *, clear_password: str = "", errors: list[tuple[str, str]] | None = None) -> str:
    with read() as tx:
        return render_template(
            "access/person.html",
            account=queries.account_by_key(tx, account_key),
            memberships=queries.memberships_of(tx, account_key),
            province_roles=queries.province_roles_of(tx, account_key),
            sessions=queries.sessions_of(tx, account_key),
            is_locked=rules.is_locked(queries.account_by_key(tx, account_key).locked_until, tx.wall),
            agencies=words.agencies(tx),
            agency_names=words.agency_names(tx),
            agency_roles=rules.AGENCY_ROLES,
            all_province_roles=PROVINCE_ROLES,
            today=business_date(tx.now),
            clear_password=clear_password,
            errors=errors or [],
        )


@blueprint.post("/accounts/<int:account_key>/memberships")
@asks(Action.ACCOUNT_MANAGE, How.ACTOR)
def add_membership(account_key: int) -> ResponseReturnValue:
    """Let a person serve an agency."""
    errors: list[tuple[str, str]] = []
    from_on = _date("from_on", errors)
    until_on = _date("until_on", errors) if request.form.get("until_on") else None
    if errors or from_on is None:
        return _person(account_key, errors=errors), 422
    try:
        with begin() as tx:
            commands.add_membership(
                tx,
                account_key=account_key,
                agency=request.form.get("agency", ""),
                role=request.form.get("role", ""),
                from_on=from_on,
                until_on=until_on,
            )
    except commands.AccountInvalid as refused:
        return _person(account_key, errors=list(refused.fields.items())), 422
    flash(gettext("The membership is added."))
    return back_to("access.person", account_key=account_key)


@blueprint.post("/accounts/<int:account_key>/memberships/<int:membership_key>/end")
@asks(Action.ACCOUNT_MANAGE, How.ACTOR)
def end_membership(account_key: int, membership_key: int) -> ResponseReturnValue:
    """Let a membership end today."""
    with begin() as tx:
        commands.end_membership(tx, membership_key=membership_key, until_on=business_date(tx.now))
    flash(gettext("The membership has ended."))
    return back_to("access.person", account_key=account_key)


@blueprint.post("/accounts/<int:account_key>/roles")
@asks(Action.ACCOUNT_MANAGE, How.ACTOR)
def set_roles(account_key: int) -> ResponseReturnValue:
    """Set which province-wide roles a person holds."""
    wanted = set(request.form.getlist("role"))
    with begin() as tx:
        for role in PROVINCE_ROLES:
            change = commands.grant_role if role in wanted else commands.revoke_role
            change(tx, account_key=account_key, role=role)
    flash(gettext("The roles are saved."))
    return back_to("access.person", account_key=account_key)


@blueprint.post("/accounts/<int:account_key>/disable")
@asks(Action.ACCOUNT_MANAGE, How.ACTOR)
def disable_account(account_key: int) -> ResponseReturnValue:
    """Lock a person out."""
    with begin() as tx:
        commands.disable_account(tx, account_key=account_key)
    flash(gettext("The account is disabled, its sessions and tokens have ended."))
    return back_to("access.person", account_key=account_key)


@blueprint.post("/accounts/<int:account_key>/enable")
@asks(Action.ACCOUNT_MANAGE, How.ACTOR)
def enable_account(account_key: int) -> ResponseReturnValue:
    """Let a person in again."""
    with begin() as tx:
        commands.enable_account(tx, account_key=account_key)
    flash(gettext("The account is open again."))
    return back_to("access.person", account_key=account_key)


@blueprint.post("/accounts/<int:account_key>/reset")
@asks(Action.ACCOUNT_MANAGE, How.ACTOR)
def reset_account(account_key: int) -> ResponseReturnValue:
    """Hand out a one-time password, shown this once; second factor and sessions go."""
    clear = passwords.one_time_password()
    hashed = passwords.hash_password(clear)
    with begin() as tx:
        commands.set_password(tx, account_key=account_key, password_hash=hashed, must_change_password=True)
        commands.reset_second_factor(tx, account_key=account_key)
    return _person(account_key, clear_password=clear)


@blueprint.post("/accounts/<int:account_key>/sessions/end")
@asks(Action.ACCOUNT_MANAGE, How.ACTOR)
def end_sessions(account_key: int) -> ResponseReturnValue:
    """End every session of a person."""
    with begin() as tx:
        commands.end_sessions(tx, account_key=account_key)
    flash(gettext("All sessions of this person have ended."))
    return back_to("access.person", account_key=account_key)


def _date(field: str, errors: list[tuple[str, str]]) -> date | None:
    """Read a day, or note that there is none."""
    day = parse_day(request.form.get(field, ""))
    if day is None:
        errors.append((field, _NOT_A_DATE))
    return day
