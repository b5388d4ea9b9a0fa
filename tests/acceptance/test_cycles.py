"""A year closed by the people of the fifteen lead agencies, and the delegates to the Congress within their seats."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from itertools import cycle
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from service import app as composition
from service.core.clock import at_local_hour
from service.nomination.cycles.queries import members_of_round, rounds_of_plan
from service.process.instances.queries import instance, open_user_tasks
from tests.support import cycling, served
from tests.support.browser import PHONE, WIDE, Visits, axe
from tests.support.cycling import PLAN, Life
from tests.support.walking import Walk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from service.process.instances.queries import Instance

pytestmark = pytest.mark.browser

YEAR_END = date(2022, 11, 1)
FINAL_ROUND = date(2025, 1, 2)
LOOKS = ({"size": WIDE}, {"size": PHONE}, {"size": PHONE, "script": False})
BOARD, DIRECTOR = "officer.ban-tdkt", "head.so-noi-vu"
MEETING = (
    ("tick", "Phiếu kín"),
    ("write", "Chủ trì", "Lý Quốc Hưng"),
    ("write", "Tổng số thành viên", "12"),
    ("write", "Số dự", "12"),
    ("write", "Số đồng ý", "12"),
    ("write", "Số không đồng ý", "0"),
    ("attach", "Biên bản"),
)
REPORT = (
    ("write", "Kết quả", "Đã công nhận ba điển hình, có người thật, việc thật."),
    ("write", "Đã tự kiểm tra", "Kiểm tra bốn đơn vị trực thuộc."),
    ("write", "Bài học kinh nghiệm", "Ghi chép đều, giao việc rõ người."),
    ("write", "Nguyên nhân chưa đủ số lượng", "Dịch bệnh kéo dài đến tháng ba."),
    ("write", "Việc tới", "Nhân rộng ở hai huyện."),
)


def signed(day: str, number: str) -> tuple[tuple[str, ...], ...]:
    return (
        ("tick", "Ban hành"),
        ("write", "Số, ký hiệu", number),
        ("write", "Ngày ký", day),
        ("write", "Người ký", "Người đứng đầu"),
        ("attach", "Bản ký"),
    )


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a province with its plan and people; tests copy it."""
    folder = tmp_path_factory.mktemp("province")
    cycling.province(served.config_for(folder))
    return folder


@contextmanager
def at_year_end(template: Path, folder: Path) -> Iterator[Life]:
    """Live through 2022 until the units' year-end reports are opened."""
    config = served.copy_demo(template, folder)
    database = composition.open_database(config)
    life = Life(database, config.documents_dir)
    life.turn_to(at_local_hour(date(2022, 1, 4), 9))
    life.start("annual_cycle", plan_key=PLAN, plan_year=2022)
    life.live(date(2022, 10, 31))
    life.open_what_is_due(YEAR_END)
    yield life
    database.dispose()


@contextmanager
def in_final_round(template: Path, folder: Path) -> Iterator[Life]:
    """Live until the units' final reports are opened, with four seats for each of them."""
    config = served.copy_demo(template, folder)
    database = composition.open_database(config)
    life = Life(database, config.documents_dir)
    life.turn_to(at_local_hour(FINAL_ROUND, 9))
    life.start("final_review_2025", plan_key=PLAN, plan_year=2025)
    for _ in ("set_up_round", "allocate_delegates", "record_allocation"):
        (task,) = life.open_tasks()
        life.do(task)
    yield life
    database.dispose()


def cases(life: Life, kind: str) -> dict[str, Instance]:
    """Return agency → its case in the round of a kind."""
    with life.database.read() as tx:
        (found,) = rounds_of_plan(tx, PLAN, kind=kind)
        members = members_of_round(tx, found.round_key)
        read = [(member.agency, instance(tx, member.process_instance_key)) for member in members]
    return {agency: case for agency, case in read if case is not None}


def report_of(walk: Walk, agency: str) -> None:
    """Report a year: update, select, write, sign."""
    officer, head = f"officer.{agency}", f"head.{agency}"
    walk.do(officer, "Cập nhật điển hình", "Lưu cập nhật")
    walk.do(officer, "Bình xét, lựa chọn", "Gửi biên bản bình xét", ("write", "Ngày tổ chức", "31/10/2022"), *MEETING)
    page = walk.page_of(officer)
    page.goto(f"/tasks?q={walk.name}")
    page.get_by_role("link", name="Viết báo cáo kết quả", exact=True).click()
    form = walk.form(officer, "Viết báo cáo kết quả")
    form.fill(*REPORT[:2])
    page.get_by_role("button", name="Lưu báo cáo").click()
    expect(page.locator(".summary")).to_contain_text("Bài học kinh nghiệm")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    walk.send(officer, "Viết báo cáo kết quả", "Lưu báo cáo", *REPORT)
    sign(walk, head, "Ký báo cáo", "Ghi nhận văn bản", f"12/BC-{agency.upper()}")


def sign(walk: Walk, head: str, step: str, button: str, number: str) -> None:
    """Read what was written, and sign it."""
    page = walk.page_of(head)
    page.goto(f"/tasks?q={walk.name}")
    page.get_by_role("link", name=step, exact=True).click()
    form = walk.form(head, step)
    expect(page.locator(".before").first).to_contain_text("Ghi chép đều, giao việc rõ người.")
    form.fill(("tick", "Ban hành"))
    if not form.script:
        form.update()
    walk.send(head, step, button, *signed("01/11/2022", number))


def check(walk: Walk) -> None:
    """Let Ban TĐKT read the report with its signature, and accept it."""
    page = walk.page_of(BOARD)
    page.goto(f"/tasks?q={walk.name}")
    page.get_by_role("link", name="Kiểm tra báo cáo", exact=True).click()
    expect(page.locator(".before").nth(0)).to_contain_text("12/BC-")
    report = page.locator(".before").filter(has_text="Viết báo cáo kết quả")
    report.locator("summary").click()
    expect(report).to_contain_text("Ghi chép đều, giao việc rõ người.")
    walk.send(BOARD, "Kiểm tra báo cáo", "Gửi kết quả kiểm tra", ("tick", "Đạt"))


def close_the_year(walk: Walk) -> None:
    """Consolidate what all reported, propose, and sign."""
    walk.name = "Vòng năm"
    page = walk.page_of(BOARD)
    page.goto(f"/tasks?q={walk.name}")
    page.get_by_role("link", name="Tổng hợp kết quả năm", exact=True).click()
    expect(page.locator("#task table")).to_contain_text("Sở Y tế tỉnh Lạng Sơn")
    walk.send(
        BOARD,
        "Tổng hợp kết quả năm",
        "Lưu bản tổng hợp",
        ("write", "Đánh giá", "Mười lăm cơ quan đã báo cáo."),
        ("attach", "Tệp báo cáo"),
    )
    walk.do(
        BOARD,
        "Đề xuất biện pháp, tôn vinh",
        "Trình Giám đốc ký",
        ("write", "Học tập, nhân rộng", "Tổ chức hai đợt học tập kinh nghiệm."),
        ("write", "Hình thức tôn vinh", "Biểu dương tại hội nghị tổng kết năm."),
    )
    page = walk.page_of(DIRECTOR)
    page.goto(f"/tasks?q={walk.name}")
    page.get_by_role("link", name="Ký báo cáo năm", exact=True).click()
    expect(page.locator(".before").filter(has_text="Tổng hợp kết quả năm")).to_contain_text("Mười lăm cơ quan")
    walk.send(DIRECTOR, "Ký báo cáo năm", "Gửi kết luận", ("tick", "Đồng ý"))


def test_a_year_is_closed_by_the_people_of_fifteen_agencies(chromium: Browser, province: Path, tmp_path: Path) -> None:
    with at_year_end(province, tmp_path) as life, served.served(served.config_for(tmp_path / "data")) as service:
        reports = cases(life, "annual")
        assert len(reports) == 15
        visits = Visits(chromium, service)
        board = Walk(visits, service)
        people: set[str] = set()
        for (agency, case), look in zip(reports.items(), cycle(LOOKS)):
            walk = Walk(visits, service, name=quote(case.title), options=look)
            report_of(walk, agency)
            board.name = walk.name
            check(board)
            people |= {person for person, _ in walk.steps}
            visits.leave(*walk.pages.values())
        close_the_year(board)
        assert len(people) == 2 * len(reports), "an officer and a head of each"
        page = visits("supervisor", "/supervision?year=2022")
        closed(page)
        visits.close()


def closed(page: Page) -> None:
    """See on the supervisor's pages that the year is closed."""
    expect(page.locator("main")).to_contain_text("Sơ kết cuối năm 2022")
    assert axe(page) == []


def name_delegates(page: Page, walk: Walk, officer: str, count: int) -> None:
    """Fill the list of delegates with so many people."""
    form = walk.form(officer, "Chọn đại biểu dự Đại hội")
    for number in range(1, count + 1):
        if page.get_by_label("Họ và tên").count() < number:
            form.press("Thêm đại biểu")
            expect(page.get_by_label("Họ và tên")).to_have_count(number)
        form.write("Họ và tên", f"Nông Thị {number}", str(number))


def test_one_delegate_too_many_comes_back_with_a_sentence_and_is_put_right(
    chromium: Browser, province: Path, tmp_path: Path
) -> None:
    officer, step = "officer.so-y-te", "Chọn đại biểu dự Đại hội"
    with in_final_round(province, tmp_path) as life, served.served(served.config_for(tmp_path / "data")) as service:
        mine = cases(life, "final")["so-y-te"].process_instance_key
        for _ in ("update_progress", "hold_selection", "write_review"):
            with life.database.read() as tx:
                (task,) = open_user_tasks(tx, mine)
            life.do(task)
        visits = Visits(chromium, service)
        walk = Walk(visits, service, name="Sở Y tế · 2025", options={"size": PHONE})
        page = walk.page_of(officer)
        page.goto(f"/tasks?q={walk.name}")
        page.get_by_role("link", name=step, exact=True).click()
        expect(page.locator("#questions")).to_contain_text("Đơn vị được phân bổ 4 suất")
        name_delegates(page, walk, officer, 5)
        walk.form(officer, step).attach("Biên bản")
        page.get_by_role("button", name="Giữ suất đại biểu").click()
        back = page.locator("#returned")
        expect(back).to_contain_text("Bước này được trả lại")
        expect(back).to_contain_text("Đơn vị được phân bổ 4 suất nhưng danh sách có 5 đại biểu chính thức.")
        expect(back).to_contain_text("Hãy bớt 1 người hoặc chuyển sang dự bị, rồi gửi lại.")
        expect(page.get_by_role("heading", level=1)).to_have_text(step)
        expect(page.get_by_label("Họ và tên").nth(4)).to_have_value("Nông Thị 5")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        page.goto("/tasks")
        page.get_by_role("link", name=step, exact=True).click()
        walk.form(officer, step).press("Bỏ mục 5")
        expect(page.get_by_label("Họ và tên")).to_have_count(4)
        walk.send(officer, step, "Giữ suất đại biểu")
        page.goto(f"/tasks?q={walk.name}")
        expect(page.get_by_role("link", name="Ghi kết quả hội nghị", exact=True)).to_be_visible()
        visits.close()
