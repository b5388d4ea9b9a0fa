"""One's own mail: where it goes and how much of it; and, for administrators, what could not be delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from service.access.current import account_key, actor
from service.access.edge import begin, config, read
from service.access.policy import Action
from service.access.queries import account_by_key
from service.access.routes import How, asks
from service.notifications.mail import commands, queries
from service.notifications.mail.delivery import mail_of_link
from service.web.i18n import LANGUAGES, language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue
    from werkzeug.wrappers import Response as AnyResponse

blueprint = Blueprint("mail", __name__, template_folder="../templates")


@blueprint.get("/account/mail")
@asks(Action.ACCOUNT_OWN, How.ACTOR)
def own() -> str:
    """Show where one's mail goes and how much of it."""
    return _own()


@blueprint.post("/account/mail/wish")
@asks(Action.ACCOUNT_OWN, How.ACTOR)
def keep_wish() -> AnyResponse:
    """Keep how much mail one wishes, and in which language."""
    with begin() as tx:
        commands.keep_wish(tx, wish=request.form.get("wish", ""), language=_language_chosen())
    flash(gettext("Saved."), "done")
    return redirect(url_for("mail.own"), 303)


@blueprint.post("/account/mail/address")
@asks(Action.ACCOUNT_OWN, How.ACTOR)
def ask_to_confirm() -> ResponseReturnValue:
    """Send a link to an address."""
    address = request.form.get("address", "").strip()
    try:
        with begin() as tx:
            commands.ask_to_confirm(tx, address)
    except commands.AddressInvalid as refused:
        return _own(address, refused.fields), 422
    flash(gettext("A link is on its way to %(address)s. Open it within two days.", address=address), "done")
    return redirect(url_for("mail.own"), 303)


@blueprint.post("/account/mail/address/forget")
@asks(Action.ACCOUNT_OWN, How.ACTOR)
def forget_address() -> AnyResponse:
    """Send the actor no mail any more."""
    with begin() as tx:
        commands.forget_address(tx)
    flash(gettext("You get no e-mail any more. Notices stay on the page."), "done")
    return redirect(url_for("mail.own"), 303)


@blueprint.get("/account/mail/confirm/<link>")
@asks(Action.ACCOUNT_OWN, How.ACTOR)
def confirm(link: str) -> str:
    """Ask whether the address of a link is to be used: programs that look into mail open links too."""
    with read() as tx:
        address = queries.proposed_address(tx, actor().user_name, _mail_of(link))
    if not address:
        raise commands.LinkInvalid
    return render_template("mail/confirm.html", address=address, link=link)


@blueprint.post("/account/mail/confirm/<link>")
@asks(Action.ACCOUNT_OWN, How.ACTOR)
def use_address(link: str) -> AnyResponse:
    """Write to the address of a link from now on."""
    with begin() as tx:
        address = commands.confirm_address(tx, mail_key=_mail_of(link))
    flash(gettext("E-mail goes to %(address)s from now on.", address=address), "done")
    return redirect(url_for("mail.own"), 303)


@blueprint.get("/mail")
@asks(Action.ACCOUNT_MANAGE, How.ACTOR)
def troubled() -> str:
    """Show what could not be delivered."""
    cursor = request.args.get("cursor", "")
    with read() as tx:
        page = queries.troubled_mails(tx, cursor=cursor)
        return render_template(
            "mail/troubled.html",
            mails=page.items,
            counts=queries.mail_counts(tx),
            next_href=url_for("mail.troubled", cursor=page.next_cursor) if page.next_cursor else "",
            first_href=url_for("mail.troubled") if cursor else "",
            sends_mail=config().sends_mail,
        )


@blueprint.post("/mail/<int:mail_key>/retry")
@asks(Action.ACCOUNT_MANAGE, How.ACTOR)
def send_again(mail_key: int) -> AnyResponse:
    """Let a dead mail be tried anew."""
    with begin() as tx:
        commands.send_again(tx, mail_key=mail_key)
    flash(gettext("It is tried again."), "done")
    return redirect(url_for("mail.troubled"), 303)


@blueprint.post("/mail/<int:mail_key>/drop")
@asks(Action.ACCOUNT_MANAGE, How.ACTOR)
def drop(mail_key: int) -> AnyResponse:
    """Give a dead mail up for good."""
    with begin() as tx:
        commands.drop(tx, mail_key=mail_key)
    flash(gettext("It is not tried again; its notice stays on the page."), "done")
    return redirect(url_for("mail.troubled"), 303)


def _own(entered: str = "", faults: Mapping[str, str] | None = None) -> str:
    with read() as tx:
        name = actor().user_name
        return render_template(
            "mail/own.html",
            address=account_by_key(tx, account_key()).email,
            proposed=queries.proposed_address(tx, name),
            wish=queries.wish_of(tx, name),
            mail_language=queries.language_of(tx, name) or language(),
            languages=LANGUAGES,
            entered=entered,
            errors=list((faults or {}).items()),
            sends_mail=config().sends_mail,
        )


def _language_chosen() -> str:
    chosen = request.form.get("language", "")
    return chosen if chosen in LANGUAGES else language()


def _mail_of(link: str) -> int:
    mail_key = mail_of_link(config(), link, actor().user_name)
    if mail_key is None:
        raise commands.LinkInvalid
    return mail_key
