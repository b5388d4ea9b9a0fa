"""The next plan in a real browser: cloned, its open questions listed and decided, published, beside the old one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from service.nomination.plans import commands, queries
from tests.support.browser import PHONE, axe

if TYPE_CHECKING:
    from tests.support.browser import Visits
    from tests.support.served import Service

pytestmark = pytest.mark.browser

CODE = re.compile(r"\b(?:[a-z]+_[a-z_]+|[a-z]+(?:-[a-z0-9]+){2,})\b")
"""A code of the plan file, such as ``provincial_newspaper`` or ``lang-son-2026-2030``."""

PLAN, NEXT = "lang-son-2021-2025", "lang-son-2026-2030"


def test_the_next_plan_is_cloned_and_its_open_questions_are_listed_and_decided(visit: Visits, service: Service) -> None:
    page = visit("supervisor", "/plans")
    page.get_by_role("link", name="Lạng Sơn 2021-2025").click()
    page.get_by_role("link", name="Nhân bản sang giai đoạn sau").click()
    expect(page.locator(".head-say")).to_contain_text("32 việc cần quyết định")
    expect(page.locator(".plan-changes")).to_contain_text("11/06/2028")
    expect(page.locator(".plan-questions > li")).to_have_count(32)
    assert CODE.findall(page.locator("main").inner_text()) == []
    assert axe(page) == []
    page.get_by_role("button", name="Tạo bản dự thảo").click()
    page.wait_for_url(f"**/plans/{NEXT}/draft")
    expect(page.locator(".plan-questions > li")).to_have_count(32)
    for asked in ("Bộ CHQS tỉnh mỗi năm bao nhiêu", "Cơ quan nào chủ trì Vì người nghèo?", "F13.T2", "1657/QĐ-UBND"):
        expect(page.locator(".plan-questions")).to_contain_text(asked)
    page.locator(".plan-changes details").evaluate_all("all => all.forEach((each) => { each.open = true })")
    assert CODE.findall(page.locator("main").inner_text()) == []
    assert axe(page) == []
    page.goto(f"/plans/{PLAN}/clone")
    page.get_by_role("link", name="Những năm nào có mức tối thiểu?").click()
    page.wait_for_url(f"**/plans/{NEXT}/draft#question.quota_years")

    question = page.locator('[data-question="quota.quoc-phong-an-ninh.bo-chqs"]')
    question.locator("summary").click()
    question.get_by_label("Nội dung mới").fill("nhiều")
    question.get_by_role("button", name="Thay đổi").click()
    expect(page.locator(".summary")).to_contain_text("không phải là câu trả lời phù hợp")
    question.get_by_label("Nội dung mới").fill("7")
    question.get_by_role("button", name="Thay đổi").click()
    expect(page.locator(".plan-questions > li")).to_have_count(31)

    with service.database.begin() as tx:
        for found in queries.questions(tx, NEXT):
            if found.is_open:
                commands.decide_question(tx, NEXT, found.code, answer=found.answers[0])
    page.reload()
    page.get_by_label("Theo văn bản nào?").fill("1/QĐ-UBND")
    page.get_by_role("button", name="Ban hành kế hoạch").click()
    page.wait_for_url(f"**/plans/{NEXT}")
    page.goto("/plans")
    expect(page.locator("main")).to_contain_text("Lạng Sơn 2026-2030")
    expect(page.locator("main")).to_contain_text("Lạng Sơn 2021-2025")


def test_every_part_of_a_plan_fits_a_phone_and_is_readable_by_everybody(visit: Visits) -> None:
    page = visit("supervisor", "/plans", size=PHONE)
    found = []
    for path in (
        "/plans",
        *(f"/plans/{PLAN}?view={view}" for view in ("movements", "quotas", "milestones", "bases", "agencies")),
        *(f"/plans/{PLAN}?view={view}" for view in ("figures", "versions")),
        f"/plans/{PLAN}/versions/1",
        f"/plans/{PLAN}/clone",
    ):
        page.goto(path)
        page.wait_for_selector("html[data-ready]", state="attached")
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{path}: scrolls sideways by {wider} px"] if wider > 0 else []
        found += [f"{path}: {each}" for each in axe(page)]
    assert found == []


def test_a_file_with_faults_is_refused_with_each_at_its_path(visit: Visits) -> None:
    page = visit("supervisor", "/plans")
    file = {"name": "plan.yaml", "mimeType": "application/yaml", "buffer": b"plan: {code: Sai}\nagencies: 7\n"}
    page.get_by_label("Tệp kế hoạch (YAML)").set_input_files(file)
    page.get_by_role("button", name="Lưu làm dự thảo").click()
    expect(page.locator(".summary")).to_contain_text("plan.code")
    expect(page.locator(".summary")).to_contain_text("agencies")
