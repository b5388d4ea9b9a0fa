"""Signing in: name and password, then a code where the account has a second factor; and signing out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, session, url_for
from flask_security.utils import login_user, logout_user

from service.access import commands, queries
from service.access.attempts import limited
from service.access.authentication import COOKIE_FIELD, SignInRefused, proven
from service.access.current import caller
from service.access.edge import database
from service.access.pages.blueprint import back_to, blueprint, datastore, totp
from service.access.policy import Action
from service.access.routes import How, asks
from service.access.rules import DEMO_PASSWORD, is_locked
from service.access.security import code_fits
from service.core.clock import wall_now
from service.core.errors import sentence
from service.web.i18n import safe_target

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from werkzeug.wrappers import Response

    from service.core.tx import Tx

_PENDING = "pending"
_SECONDS_FOR_CODE = 300
_CODE_REFUSED = sentence("The code does not fit, or it was used already. Wait for the next one and enter that.")


@blueprint.get("/sign-in")
@asks(None, How.PUBLIC)
def sign_in() -> ResponseReturnValue:
    """Ask for name and password; whoever is signed in goes on."""
    if caller() is not None:
        return redirect(safe_target(request.args.get("next")), code=303)
    return _form()


@blueprint.post("/sign-in")
@limited
@asks(None, How.PUBLIC)
def take_password() -> ResponseReturnValue:
    """Check name and password; ask for a code, or open the session."""
    user_name = request.form.get("user_name", "").strip().lower()
    try:
        found = proven(database(), user_name, request.form.get("password", ""))
    except SignInRefused as refused:
        return _form(user_name, refused.template), 422
    target = safe_target(request.form.get("next"))
    if found.has_second_factor:
        session[_PENDING] = [str(found.account_key), int(wall_now().timestamp())]
        return back_to("access.second_step", next=target)
    with database().begin() as tx:
        _open_session(tx, found.account_key, ["password"])
    return redirect(target, code=303)


@blueprint.get("/sign-in/code")
@asks(None, How.PUBLIC)
def second_step() -> ResponseReturnValue:
    """Ask for the code of the authenticator app."""
    if _pending_account() is None:
        return back_to("access.sign_in")
    return render_template("access/code.html", next=safe_target(request.args.get("next")), errors=[])


@blueprint.post("/sign-in/code")
@limited
@asks(None, How.PUBLIC)
def take_code() -> ResponseReturnValue:
    """Check the code and open the session; a wrong one counts like a wrong password."""
    account_key = _pending_account()
    if account_key is None:
        return back_to("access.sign_in")
    target = safe_target(request.form.get("next"))
    with database().begin() as tx, datastore().within(tx):
        person = datastore().find_user(account_key=account_key)
        is_open = person is not None and person.active and not is_locked(person.locked_until, tx.wall)
        fits = person is not None and is_open and code_fits(totp(), person, request.form.get("code", ""))
        if fits:
            tx.flush()
            _open_session(tx, account_key, ["password", "authenticator"])
        elif person is not None:
            commands.record_failure(tx, account_key=account_key)
    if fits:
        return redirect(target, code=303)
    return render_template("access/code.html", next=target, errors=[("code", _CODE_REFUSED)]), 422


@blueprint.post("/sign-out")
@asks(Action.ACCOUNT_OWN, How.ACTOR)
def sign_out() -> Response:
    """End this session on the server and forget it in the browser."""
    found = caller()
    if found is not None and found.session_key is not None and found.actor.account_key is not None:
        with database().begin(found.actor) as tx:
            commands.end_session(tx, session_key=found.session_key, account_key=found.actor.account_key)
    logout_user()
    session.clear()
    return back_to("access.sign_in")


def _open_session(tx: Tx, account_key: int, proofs: list[str]) -> None:
    """Open a new session and end the one this browser may still have: an id never survives a sign-in."""
    before = caller()
    if before is not None and before.session_key is not None and before.actor.account_key is not None:
        commands.end_session(tx, session_key=before.session_key, account_key=before.actor.account_key)
    session.clear()
    clear = commands.start_session(tx, account_key=account_key, user_agent=request.user_agent.string)
    with datastore().within(tx):
        person = datastore().find_user(account_key=account_key)
        if person is not None:
            login_user(person, remember=False, authn_via=proofs)
    session[COOKIE_FIELD] = clear


def _pending_account() -> int | None:
    """Return the account whose password was accepted less than five minutes ago in this browser."""
    pending = session.get(_PENDING)
    if not pending or wall_now().timestamp() - pending[1] > _SECONDS_FOR_CODE:
        return None
    return int(pending[0])


def _form(user_name: str = "", error: str = "") -> str:
    with database().read() as tx:
        is_demo = queries.is_demo(tx)
    return render_template(
        "access/sign_in.html",
        user_name=user_name,
        next=safe_target(request.values.get("next")),
        errors=[("user_name", error)] if error else [],
        is_demo=is_demo,
        demo_password=DEMO_PASSWORD if is_demo else "",
        action=url_for("access.take_password"),
    )
