"""The composition root: settings → database, operations, providers → one Flask application.

Nothing below imports this module; everything that must meet meets here.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

import structlog
from flask import redirect, request, url_for
from flask_babel import gettext
from sqlalchemy import select

from service import web
from service.access import policy, wiring
from service.access.current import actor, maybe_actor
from service.access.edge import database as database_of
from service.access.edge import read
from service.access.policy import Action
from service.access.routes import PUBLIC, declare
from service.core.database import Database, business_clock
from service.core.operations import Domain, collect_operations, collect_providers
from service.nomination.agencies import queries as agencies
from service.nomination.plans.queries import years_in_force
from service.notifications.queries import unread_count
from service.process.worklist.queries import count_by_view
from service.web import interface
from service.web.application import Application
from service.web.frame import Frame, Link, MenuItem, Person, RoleChoice
from service.web.i18n import language

if TYPE_CHECKING:
    from types import ModuleType

    from flask import Flask
    from werkzeug.wrappers import Response

    from service.config import Config
    from service.core.tx import Tx

MODELS = (
    "service.access.model",
    "service.notifications.mail.model",
    "service.notifications.model",
    "service.process.batches.model",
    "service.process.decisions.model",
    "service.process.definitions.model",
    "service.process.documents.model",
    "service.process.forms.model",
    "service.process.history.model",
    "service.process.instances.model",
    "service.process.worklist.model",
    "service.nomination.agencies.model",
    "service.nomination.correspondence.model",
    "service.nomination.council.model",
    "service.nomination.cycles.model.records",
    "service.nomination.cycles.model.rounds",
    "service.nomination.exemplars.model",
    "service.nomination.plans.model",
    "service.nomination.publicity.model",
    "service.nomination.records.model",
)
"""Every module with tables: importing them fills the metadata."""

MARKED = (
    "service.nomination.agencies.operations",
    "service.nomination.council.operations",
    "service.nomination.cycles.operations",
    "service.nomination.exemplars.operations",
    "service.nomination.plans.queries",
    "service.nomination.publicity.operations",
    "service.nomination.records.operations",
    "service.nomination.reminders.operations",
)
"""Modules and packages in which operations and providers are marked."""

APIS = (
    "service.process.batches.api",
    "service.process.calendar.api",
    "service.process.decisions.api",
    "service.process.definitions.api",
    "service.process.documents.api",
    "service.process.instances.api",
    "service.process.instances.api.elements",
    "service.process.instances.api.migration",
    "service.process.instances.api.modification",
    "service.process.jobs.api",
    "service.process.monitoring.api",
    "service.process.worklist.api",
    "service.nomination.exemplars.api",
    "service.nomination.plans.api",
    "service.nomination.reports.api",
)
PAGES = (
    "service.process.batches.pages",
    "service.process.calendar.pages",
    "service.process.documents.pages",
    "service.process.forms.pages",
    "service.process.monitoring.pages",
    "service.process.studio.pages",
    "service.process.worklist.pages",
    "service.nomination.correspondence.pages",
    "service.nomination.exemplars.pages",
    "service.nomination.plans.pages",
    "service.nomination.reports.pages.cycle",
    "service.nomination.reports.pages.shelf",
    "service.nomination.reports.pages.supervision",
    "service.notifications.mail.pages",
    "service.notifications.pages",
)

_SUPERVISION = ("reports.", "cycle.", "monitoring.", "batches.", "calendar.")
"""The endpoints of *Giám sát*, which four rooms make together."""

_PEOPLE = ("access.accounts", "access.new_account", "access.create_account", "access.person", "mail.troubled")
"""The pages of *Tài khoản*; the others of the room are one's own account."""


@dataclass(frozen=True, slots=True)
class LanToa:
    """What one running service is made of; entrances find it as ``app.extensions["lantoa"]``."""

    config: Config
    database: Database


def import_models() -> None:
    """Import every table."""
    for name in MODELS:
        import_module(name)


@lru_cache(maxsize=1)
def domain() -> Domain:
    """Return the operations and providers of the domain wing, collected by their marks."""
    modules: list[ModuleType] = []
    for name in MARKED:
        module = import_module(name)
        modules += [module, *(value for value in vars(module).values() if _is_part_of(value, module))]
    return Domain(operations=collect_operations(modules), providers=collect_providers(modules))


def open_database(config: Config) -> Database:
    """Open the database of the settings, with the domain its transactions carry."""
    import_models()
    if config.database_url.startswith("sqlite"):
        config.data_dir.mkdir(parents=True, exist_ok=True)
    return Database(config.database_url, domain())


def configure_logging(config: Config) -> None:
    """Write one line per event, at the level of the settings."""
    level = getattr(logging, config.log.upper(), logging.INFO)
    logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(level))


def create_app(config: Config, database: Database) -> Flask:
    """Build the application over an open database."""
    configure_logging(config)
    app = Application("service", static_folder=None)
    app.config.update(
        SECRET_KEY=config.secret_key,
        SESSION_COOKIE_SECURE=config.proxies > 0,
    )
    app.extensions["lantoa"] = LanToa(config, database)
    wiring.init_app(app, database, config)
    api = interface.init_app(app)
    for name in APIS:
        api.register_blueprint(import_module(name).blueprint)
    for name in PAGES:
        app.register_blueprint(import_module(name).blueprint)
    app.add_url_rule("/", "home", home)
    app.add_url_rule("/healthz", "health", health)
    declare(dict.fromkeys(("home", "health"), PUBLIC))
    web.init_app(app, frame)
    return app


def home() -> Response:
    """Lead to the reader's first page."""
    return redirect(url_for("worklist.index"))


def health() -> tuple[dict[str, str], int]:
    """Answer that the database can be read, for probes."""
    with database_of().read() as tx:
        tx.execute(select(1))
    return {"status": "ok"}, 200


def frame() -> Frame | None:
    """Return what surrounds a page for the person who reads it."""
    person = maybe_actor()
    if person is None:
        return None
    with read() as tx:
        clock = tx.execute(
            select(business_clock.c.pinned_at, business_clock.c.is_demo, business_clock.c.runs_to)
        ).one_or_none()
        return Frame(
            menu=_menu(count_by_view(tx)["all"]),
            person=Person(person.display_name, person.user_name, _own_pages()),
            roles=_roles(tx),
            locale=language(),
            clock_pinned_at=None if clock is None else clock.pinned_at,
            is_demo=bool(clock and clock.is_demo),
            notice_count=unread_count(tx, person),
            notice_href=url_for("notifications.index"),
            search_href=url_for("worklist.index"),
            sign_out_href=url_for("access.sign_out"),
            clock_reset_href=url_for("monitoring.reset_clock") if policy.may(person, Action.CLOCK_PIN) else "",
            clock_href=url_for("monitoring.clock") if policy.may(person, Action.CLOCK_PIN) else "",
            clock_runs_to=None if clock is None else clock.runs_to,
            plan=_plan(tx),
            province=gettext("Lạng Sơn province"),
        )


def _own_pages() -> tuple[Link, ...]:
    """Return the pages behind one's name."""
    entries = (
        (Action.ACCOUNT_OWN, gettext("My account"), "access.account"),
        (Action.ACCOUNT_OWN, gettext("E-mail"), "mail.own"),
        (Action.ACCOUNT_MANAGE, gettext("Undelivered e-mail"), "mail.troubled"),
    )
    return tuple(Link(label, url_for(endpoint)) for action, label, endpoint in entries if policy.may(actor(), action))


def _menu(count: int) -> list[MenuItem]:
    entries = (
        (Action.WORKLIST_VIEW, gettext("My"), gettext("work"), "worklist.index", "tasks", "worklist."),
        (Action.WORKLIST_VIEW, gettext("Cases"), "", "exemplars.index", "folder", "exemplars."),
        (Action.MONITORING_VIEW, gettext("Supervision"), "", "reports.supervision", "chart", _SUPERVISION),
        (Action.PLAN_VIEW, gettext("Plans"), "", "plans.index", "calendar", "plans."),
        (Action.PLAN_READ, gettext("Reports"), "", "shelf.index", "file", ("shelf.", "correspondence.")),
        (Action.DEFINITION_VIEW, gettext("Processes"), "", "studio.index", "flow", "studio."),
        (Action.ACCOUNT_MANAGE, gettext("Accounts"), "", "access.accounts", "person", _PEOPLE),
    )
    return [
        MenuItem(
            label=label,
            more=more,
            href=url_for(endpoint),
            icon=icon,
            count=count if endpoint == "worklist.index" else None,
            current=(request.endpoint or "").startswith(prefix),
        )
        for action, label, more, endpoint, icon, prefix in entries
        if policy.may(actor(), action)
    ]


def _plan(tx: Tx) -> str:
    """Return the years of the plan in force."""
    years = years_in_force(tx)
    return gettext("Plan %(first)s–%(last)s", first=years[0], last=years[-1]) if years else ""


def _roles(tx: Tx) -> list[RoleChoice]:
    words = {
        "officer": gettext("Officer"),
        "head": gettext("Head"),
        "supervisor": gettext("Supervisor"),
        "council": gettext("Council member"),
        "publicist": gettext("Publicist"),
    }
    groups = sorted(group for group in tx.actor.groups if "/" in group)
    names = agencies.short_names(tx)
    return [
        RoleChoice(names.get(agency, agency), words.get(role, role), current=index == 0)
        for index, (agency, _, role) in enumerate(group.partition("/") for group in groups)
    ]


def _is_part_of(value: Any, package: Any) -> bool:
    """Whether a value is a module inside a package."""
    return getattr(value, "__spec__", None) is not None and value.__name__.startswith(f"{package.__name__}.")
