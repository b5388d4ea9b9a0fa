"""Tables: agencies with their dated names and successions, and places."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, String, Table

from service.core.database import metadata

agency = Table(
    "agency",
    metadata,
    Column("code", String(60), primary_key=True),
    Column("family", String(30), nullable=False),
    Column("issuer_family", String(30), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("head", String(200), nullable=False),
    Column("head_en", String(200), nullable=False),
    Column("position", Integer, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("certainty", String(20), nullable=False),
)

agency_name = Table(
    "agency_name",
    metadata,
    Column("agency", String(60), ForeignKey("agency.code"), primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("valid_to", Date),
    Column("name", String(300), nullable=False),
    Column("short_name", String(100), nullable=False),
    Column("name_en", String(300), nullable=False),
    Column("parent", String(60)),
    Column("certainty", String(20), nullable=False),
)

agency_succession = Table(
    "agency_succession",
    metadata,
    Column("predecessor", String(60), ForeignKey("agency.code"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("successor", String(60)),
    Column("kind", String(20), nullable=False),
    Column("carries", String(20), nullable=False),
    Column("function", String(60)),
    Column("succession_on", Date, nullable=False),
    Column("document", String(300), nullable=False),
    Column("certainty", String(20), nullable=False),
    Column("note", String(1000), nullable=False),
)

place = Table(
    "place",
    metadata,
    Column("code", String(120), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("name_folded", String(200), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("district", String(120)),
    Column("position", Integer, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("certainty", String(20), nullable=False),
)
