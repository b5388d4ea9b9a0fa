"""One's own account: password, second factor, personal tokens, sessions."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Response, flash, render_template, request
from flask_babel import gettext

from service.access import commands, passwords, queries, rules, security
from service.access.current import account_key, actor, caller
from service.access.edge import begin, read
from service.access.pages import words
from service.access.pages.blueprint import back_to, blueprint, datastore, totp
from service.access.policy import Action
from service.access.routes import How, asks
from service.core.errors import NotFound, sentence

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

_TOKEN_DAYS = (30, 90, 366)
_NOT_THE_SAME = sentence("The two entries differ. Enter the new password twice.")
_OLD_PASSWORD_WRONG = sentence("This is not your present password.")
_SAME_AS_BEFORE = sentence("Choose a password other than the present one.")
_CODE_WRONG = sentence("The code does not fit. Enter the one the app shows now.")


class NoSecondFactorBegun(NotFound):
    """There is no picture to scan."""

    code = "second_factor_not_begun"
    template = sentence("Expected to show the picture to scan, but no set-up has begun. Begin on the account page.")


@blueprint.get("/account")
@asks(Action.ACCOUNT_OWN, How.ACTOR)
def account() -> str:
    """Show one's own account."""
    return _page()


def _page(*, clear_token: str = "", errors: list[tuple[str, str]] | None = None) -> str:
    found = caller()
    with read() as tx:
        key = account_key()
        return render_template(
            "access/account.html",
            account=queries.account_by_key(tx, key),
            memberships=queries.memberships_of(tx, key),
            agency_names=words.agency_names(tx),
            browser_words=words.browser_words,
            tokens=queries.tokens_of(tx, key),
            sessions=queries.sessions_of(tx, key),
            this_session=None if found is None else found.session_key,
            token_days=_TOKEN_DAYS,
            clear_token=clear_token,
            errors=errors or [],
        )


@blueprint.get("/account/password")
@asks(Action.ACCOUNT_OWN, How.ACTOR)
def password() -> str:
    """Ask for the new password."""
    return _password_form([])


@blueprint.post("/account/password")
@asks(Action.ACCOUNT_OWN, How.ACTOR)
def change_password() -> ResponseReturnValue:
    """Change one's password; every other session of the account ends."""
    new, repeated = request.form.get("password", ""), request.form.get("repeated", "")
    present = request.form.get("present", "")
    with read() as tx:
        found = queries.credentials(tx, actor().user_name)
    stored = None if found is None else found.password_hash
    if not passwords.verify_password(present, stored):
        return _password_form([("present", _OLD_PASSWORD_WRONG)]), 422
    if new != repeated:
        return _password_form([("repeated", _NOT_THE_SAME)]), 422
    if new == present:
        return _password_form([("password", _SAME_AS_BEFORE)]), 422
    try:
        hashed = commands.hash_chosen_password(new, actor().user_name)
    except commands.PasswordRefused as refused:
        return _password_form(list(refused.fields.items())), 422
    asking = caller()
    kept = None if asking is None else asking.session_key
    with begin() as tx:
        commands.set_password(tx, account_key=account_key(), password_hash=hashed, keep_session_key=kept)
    flash(gettext("The password is changed. Your other sessions have ended."))
    return back_to("access.account")


def _password_form(errors: list[tuple[str, str]]) -> str:
    with read() as tx:
        mine = queries.account_by_key(tx, account_key())
    return render_template("access/password.html", account=mine, errors=errors)


@blueprint.post("/account/second-factor")
@asks(Action.ACCOUNT_OWN, How.ACTOR)
def begin_second_factor() -> ResponseReturnValue:
    """Make a secret for the authenticator app; it counts once a code of it was entered."""
    secret = security.new_secret(totp())
    with begin() as tx, datastore().within(tx):
        person = datastore().find_user(account_key=account_key())
        if person is not None and not person.has_second_factor:
            person.tf_totp_secret = secret
            tx.flush()
    return back_to("access.second_factor")


@blueprint.get("/account/second-factor")
@asks(Action.ACCOUNT_OWN, How.ACTOR)
def second_factor() -> ResponseReturnValue:
    """Show the picture to scan and ask for a first code."""
    return _second_factor_form([])


def _second_factor_form(errors: list[tuple[str, str]]) -> ResponseReturnValue:
    secret = _secret_begun()
    if secret is None:
        return back_to("access.account")
    key = security.setup_key(totp(), secret)
    return render_template("access/second_factor.html", key=key, errors=errors), 422 if errors else 200


@blueprint.get("/account/second-factor.svg")
@asks(Action.ACCOUNT_OWN, How.ACTOR)
def second_factor_picture() -> Response:
    """Return the QR code of the secret whose set-up has begun."""
    secret = _secret_begun()
    if secret is None:
        raise NoSecondFactorBegun
    return Response(security.setup_picture(totp(), secret, actor().user_name), mimetype="image/svg+xml")


@blueprint.post("/account/second-factor/confirm")
@asks(Action.ACCOUNT_OWN, How.ACTOR)
def confirm_second_factor() -> ResponseReturnValue:
    """Switch the second factor on once a code fits."""
    with begin() as tx, datastore().within(tx):
        person = datastore().find_user(account_key=account_key())
        fits = person is not None and security.code_fits(totp(), person, request.form.get("code", ""))
        if person is not None and fits:
            person.tf_primary_method = security.AUTHENTICATOR
            tx.flush()
    if not fits:
        return _second_factor_form([("code", _CODE_WRONG)])
    flash(gettext("From now on signing in asks for a code of the app."))
    return back_to("access.account")


@blueprint.post("/account/second-factor/remove")
@asks(Action.ACCOUNT_OWN, How.ACTOR)
def remove_second_factor() -> ResponseReturnValue:
    """Switch the second factor off for who knows the password."""
    with read() as tx:
        found = queries.credentials(tx, actor().user_name)
    stored = None if found is None else found.password_hash
    if not passwords.verify_password(request.form.get("present", ""), stored):
        return _page(errors=[("second-factor-password", _OLD_PASSWORD_WRONG)]), 422
    with begin() as tx:
        commands.reset_second_factor(tx, account_key=account_key())
    flash(gettext("Signing in asks for the password only."))
    return back_to("access.account")


def _secret_begun() -> str | None:
    person = datastore().find_user(account_key=account_key())
    return None if person is None or person.has_second_factor else person.tf_totp_secret


@blueprint.post("/account/tokens")
@asks(Action.ACCOUNT_OWN, How.ACTOR)
def create_token() -> ResponseReturnValue:
    """Issue a personal token and show it this once."""
    days = request.form.get("days", type=int)
    lifetime = timedelta(days=days if days in _TOKEN_DAYS else _TOKEN_DAYS[0])
    try:
        with begin() as tx:
            issued = commands.issue_token(
                tx,
                account_key=account_key(),
                name=request.form.get("name", ""),
                scopes=request.form.get("scopes", ""),
                expires_at=tx.wall + min(lifetime, rules.TOKEN_LIVES_AT_MOST),
            )
    except commands.AccountInvalid as refused:
        return _page(errors=[(f"token-{field}", said) for field, said in refused.fields.items()]), 422
    # Shown in the answer to this POST and not after a redirect: nothing then ever stores the clear token.
    return _page(clear_token=issued.clear)


@blueprint.post("/account/tokens/<int:token_key>/revoke")
@asks(Action.ACCOUNT_OWN, How.ACTOR)
def revoke_token(token_key: int) -> ResponseReturnValue:
    """End one of one's tokens."""
    with begin() as tx:
        commands.revoke_token(tx, token_key=token_key, account_key=account_key())
    flash(gettext("The token is revoked."))
    return back_to("access.account")


@blueprint.post("/account/sessions/<int:session_key>/end")
@asks(Action.ACCOUNT_OWN, How.ACTOR)
def end_session(session_key: int) -> ResponseReturnValue:
    """End one of one's sessions."""
    with begin() as tx:
        commands.end_session(tx, session_key=session_key, account_key=account_key())
    flash(gettext("The session has ended."))
    return back_to("access.account")
