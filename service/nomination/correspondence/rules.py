"""The kinds of documents; nothing here touches a database."""

from __future__ import annotations

REPORT_CODES = ("D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8", "D9", "D10", "D11", "D12", "D13")
"""The report and document flows of R75."""

LETTER_CODES = ("assignment", "shortfall", "urge", "courtesy")
"""Letters: giao or đề nghị nhiệm vụ; the year's shortfall; công văn đôn đốc (Giao); thư nhắc (Đề nghị)."""

DOCUMENT_CODES = (*REPORT_CODES, *LETTER_CODES)
