"""One nomination from detection to replication, in a real browser, by the people whose steps they are."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from playwright.sync_api import expect

from service.core.clock import at_local_hour
from tests.support.browser import PHONE
from tests.support.served import PASSWORD
from tests.support.walking import Walk

if TYPE_CHECKING:
    from tests.support.browser import Visits
    from tests.support.served import Service

pytestmark = pytest.mark.browser

TODAY = date(2022, 3, 1)
NAME = "Bác sĩ Nông Văn Bước"
OFFICER, HEAD, BOARD = "officer.so-y-te", "head.so-y-te", "officer.ban-tdkt"
FEWEST_CRITERIA = 8
MEETING = (
    ("write", "Chủ trì", "Lý Quốc Hưng"),
    ("write", "Tổng số thành viên", "12"),
    ("write", "Số dự", "12"),
    ("write", "Số đồng ý", "12"),
    ("write", "Số không đồng ý", "0"),
    ("attach", "Biên bản"),
)
CANDIDATE = (
    ("tick", "Không mật"),
    ("tick", "Gương"),
    ("pick", "Phong trào", "Y tế, chăm sóc sức khỏe Nhân dân"),
    ("pick", "Đối tượng", "Cá nhân"),
    ("write", "Năm sinh", "1980"),
    ("write", "Tên người, hộ, tập thể", NAME),
    ("tick", "Trực tiếp lao động"),
    ("pick", "Xã, phường", "3"),
    ("tick", "Từng mặt"),
    ("pick", "Nguồn phát hiện", "1"),
    ("write", "Nổi bật ở điểm nào?", "Khám tại nhà cho 42 hộ, không thu tiền."),
    ("pick", "Người đứng đầu chịu trách nhiệm", "1"),
)


def day(days: int = 0) -> str:
    return (TODAY + timedelta(days=days)).strftime("%d/%m/%Y")


def counters(service: Service) -> dict[str, Any]:
    """The movement's line of the quota table, as the supervisor's page and API count it."""
    answer = httpx.get(
        f"{service.url}/api/v1/quotas",
        params={"plan": "lang-son-2021-2025", "year": 2022},
        auth=("supervisor", PASSWORD),
    )
    (row,) = (row for row in answer.json() if (row["agency"], row["movement"]) == ("so-y-te", "y-te"))
    return {name: row[name] for name in ("selected", "built", "replicated")}


def detect(walk: Walk) -> None:
    """Introduce the exemplar, prove the criteria, review and recognise."""
    page = walk.page_of(OFFICER)
    page.get_by_role("link", name="Ghi nhận điển hình mới").click()
    page.get_by_role("button", name="Mở hồ sơ").click()
    walk.send(OFFICER, "Giới thiệu điển hình", "Gửi giới thiệu", *CANDIDATE)
    walk.name = NAME
    page.goto(f"/tasks?q={NAME}")
    page.get_by_role("link", name="Bổ sung minh chứng", exact=True).click()
    form = walk.form(OFFICER, "Bổ sung minh chứng")
    met = page.locator(".rows-ticked input[type=checkbox]")
    assert met.count() >= FEWEST_CRITERIA
    for index in range(met.count()):
        met.nth(index).check()
        expect(page.get_by_label("Số liệu, năm").nth(index)).to_be_visible()
        page.get_by_label("Số liệu, năm").nth(index).fill("Năm 2021, theo báo cáo của đơn vị")
    for index in range(met.count()):
        form.attach("Tệp", str(index + 1))
    walk.send(
        OFFICER,
        "Bổ sung minh chứng",
        "Gửi minh chứng để xét",
        ("write", "Ngày suy tôn", day(-3)),
        ("write", "Tổng số thành viên", "43"),
        ("write", "Số đồng ý", "41"),
        ("attach", "Biên bản suy tôn"),
    )
    walk.do(OFFICER, "Thẩm tra điển hình", "Gửi kết luận thẩm tra", ("tick", "Đề nghị công nhận"))
    walk.do(HEAD, "Quyết định công nhận", "Gửi quyết định", ("tick", "Đồng ý"))


def nurture(walk: Walk) -> None:
    """Appoint a mentor, agree targets, follow up when the day has come, write it up."""
    walk.do(HEAD, "Phân công cán bộ theo dõi", "Giao cho cán bộ theo dõi", ("pick", "Cán bộ theo dõi", "1"))
    walk.do(
        OFFICER,
        "Giao nhiệm vụ, chỉ tiêu",
        "Giao nhiệm vụ, chỉ tiêu",
        ("write", "Nhiệm vụ", "Hướng dẫn ba trạm cùng làm"),
        ("write", "Chỉ tiêu", "Ba trạm khám tại nhà"),
        ("write", "Hoàn thành trước ngày", day(60)),
        ("press", "Thêm nhiệm vụ"),
        ("write", "Nhiệm vụ", "Ghi lại cách làm", "2"),
        ("write", "Chỉ tiêu", "Một tài liệu", "2"),
        ("write", "Hoàn thành trước ngày", day(80), "2"),
        ("write", "Lần theo dõi tới", day(7)),
        ("tick", "Không"),
    )
    walk.turn_the_clock(at_local_hour(TODAY + timedelta(days=7), 9))
    walk.do(
        OFFICER,
        "Ghi nhật ký theo dõi",
        "Lưu nhật ký kỳ này",
        ("write", "Đã làm được gì?", "Ba trạm đã làm theo, có sổ ghi."),
        ("tick", "Đã chín"),
    )
    walk.do(
        OFFICER,
        "Viết kinh nghiệm, cách làm",
        "Gửi người đứng đầu duyệt",
        ("write", "Khó khăn ban đầu", "Ít người, đường xa."),
        ("write", "Đã làm thế nào?", "Chia tuyến, đi theo lịch."),
        ("write", "Kết quả", "42 hộ được khám tại nhà."),
        ("write", "Bài học", "Ghi chép đều."),
    )
    walk.do(HEAD, "Duyệt kết quả xây dựng", "Gửi kết luận", ("tick", "Đồng ý"))


def propagate(walk: Walk) -> None:
    """Ask for consent, write and approve the story, publish it in the media and locally."""
    walk.do(
        OFFICER,
        "Xin đồng ý công khai",
        "Lưu câu trả lời",
        ("tick", "Đồng ý"),
        ("tick", "Câu chuyện"),
        ("tick", "Tên"),
        ("write", "Người ký", NAME),
        ("attach", "Bản ký"),
    )
    walk.do(
        OFFICER,
        "Soạn bài giới thiệu",
        "Gửi người đứng đầu duyệt",
        ("write", "Tiêu đề", "Bác sĩ của 42 hộ"),
        ("tick", "Cách làm hay"),
        ("write", "Giá trị kinh tế, xã hội", "Người già được khám tại nhà."),
    )
    page = walk.page_of(HEAD)
    page.goto(f"/tasks?q={NAME}")
    page.get_by_role("link", name="Duyệt bài giới thiệu", exact=True).click()
    expect(page.locator(".before")).to_contain_text("Bác sĩ của 42 hộ")
    walk.send(HEAD, "Duyệt bài giới thiệu", "Gửi kết luận", ("tick", "Đồng ý"))
    walk.do(
        BOARD,
        "Biên tập, chọn kênh",
        "Gửi bài đi đăng",
        ("tick", "Báo Lạng Sơn"),
        ("tick", "Báo, đài"),
        ("pick", "Báo, đài phụ trách", "1"),
    )
    published = (
        ("pick", "Kênh", "Báo Lạng Sơn"),
        ("write", "Ngày", day(7)),
        ("write", "Đường dẫn", "https://example.org/bac-si"),
    )
    walk.do("publicist.bao-lang-son", "Đăng, phát tin bài", "Ghi nhận tin bài đã đăng", *published)
    walk.do(OFFICER, "Truyền thông tại cơ sở", "Ghi nhận việc đã truyền thông", *published)


def evaluate(walk: Walk) -> None:
    """Assess, review among peers, ask the agencies, score and approve."""
    walk.do(
        OFFICER,
        "Tự đánh giá kết quả",
        "Gửi phiếu tự đánh giá",
        ("tick", "Phát hiện"),
        ("write", "Chỉ số", "Hộ được khám"),
        ("write", "Sau", "42"),
        ("write", "Đơn vị tính", "hộ"),
        ("write", "Bài học", "Ghi chép đều."),
    )
    walk.do(
        OFFICER,
        "Ghi biên bản bình xét",
        "Gửi biên bản bình xét",
        ("write", "Ngày tổ chức", day(6)),
        ("tick", "Phiếu kín"),
        *MEETING,
    )
    walk.do(HEAD, "Xác nhận không vướng mắc", "Gửi xác nhận", ("tick", "Tôi đã kiểm tra"))
    for agency in ("cong-an", "so-noi-vu"):
        walk.do(
            f"officer.{agency}",
            "Cho ý kiến về hồ sơ",
            "Gửi ý kiến cho cơ quan chủ trì",
            ("tick", "Đồng ý"),
            ("write", "Ý kiến", "Không có ý kiến khác."),
        )
    walk.do(
        OFFICER,
        "Chấm điểm hiệu quả",
        "Gửi người đứng đầu duyệt",
        ("tick", "5", "Nổi trội"),
        ("tick", "4", "Phù hợp"),
        ("tick", "4", "Lan tỏa"),
        ("tick", "5", "Hiệu quả"),
        ("tick", "Toàn tỉnh"),
        ("tick", "Có hiệu quả"),
        ("write", "Căn cứ", "Đối chiếu hồ sơ với tiêu chí."),
    )
    walk.do(HEAD, "Duyệt đánh giá", "Gửi kết luận", ("tick", "Đồng ý"))


def reward(walk: Walk) -> None:
    """Choose, appraise, vote, sign, decide and hand over."""
    walk.do(
        OFFICER,
        "Chọn thành tích đề nghị",
        "Gửi thành tích đề nghị",
        ("pick", "Thành tích", "1"),
        ("write", "Từ ngày", "01/06/2021"),
        ("write", "Đến ngày", "28/02/2022"),
        ("tick", "Công trạng"),
        ("pick", "Dịp", "Tổng kết năm"),
    )
    page = walk.page_of(HEAD)
    page.goto(f"/tasks?q={NAME}")
    page.get_by_role("link", name="Quyết định hình thức tôn vinh", exact=True).click()
    expect(page.locator("#questions")).to_contain_text("Gợi ý theo quy định: Bằng khen")
    walk.send(HEAD, "Quyết định hình thức tôn vinh", "Gửi quyết định hình thức", ("tick", "Bằng khen tỉnh"))
    walk.do(
        OFFICER,
        "Lập hồ sơ khen thưởng",
        "Gửi người đứng đầu ký",
        ("attach", "Tờ trình"),
        ("attach", "Báo cáo thành tích"),
        ("tick", "Giấy tờ đúng mẫu hiện hành"),
    )
    walk.do(HEAD, "Ký tờ trình khen thưởng", "Gửi kết luận", ("tick", "Đồng ý"))
    walk.do(BOARD, "Thẩm định hồ sơ", "Gửi kết luận thẩm định", ("tick", "Có"), ("tick", "Đủ"))
    vote(walk)
    walk.do("head.so-noi-vu", "Ký tờ trình Chủ tịch", "Gửi kết luận", ("tick", "Đồng ý"))
    walk.do(
        "head.ubnd-tinh",
        "Nhập quyết định khen thưởng",
        "Ghi nhận quyết định",
        ("tick", "Ban hành"),
        ("write", "Số, ký hiệu", "45/QĐ-UBND"),
        ("write", "Ngày ký", day(7)),
        ("write", "Người ký", "Chủ tịch UBND tỉnh"),
        ("attach", "Bản ký"),
    )
    walk.do(
        OFFICER,
        "Trao tặng, chi thưởng",
        "Ghi nhận đã trao tặng",
        ("write", "Ngày tổ chức", day(7)),
        ("write", "Dịp", "Ngày Thầy thuốc Việt Nam"),
    )


def vote(walk: Walk) -> None:
    """Let the Council vote on screen and minute it."""
    page = walk.page_of("officer.hoi-dong-tdkt")
    page.goto(f"/tasks?q={NAME}")
    page.get_by_role("link", name="Chuẩn bị lấy phiếu", exact=True).click()
    members = page.get_by_role("group", name="Thành viên").get_by_role("checkbox")
    for index in range(3):
        members.nth(index).check()
    walk.send(
        "officer.hoi-dong-tdkt",
        "Chuẩn bị lấy phiếu",
        "Gửi phần chuẩn bị",
        ("write", "Ngày họp", day(8)),
        ("tick", "Không", "Phiếu kín?"),
        ("tick", "Trên máy"),
    )
    voters = walk.holders("cast_ballot")
    assert len(voters) == 3
    for voter in voters:
        walk.do(voter, "Biểu quyết", "Bỏ phiếu", ("tick", "Đồng ý"))
    walk.do(
        "officer.hoi-dong-tdkt",
        "Lập biên bản Hội đồng",
        "Gửi biên bản Hội đồng",
        ("write", "Ngày tổ chức", day(7)),
        ("tick", "Biểu quyết"),
        *MEETING,
    )


def replicate(walk: Walk) -> None:
    """Offer the model to a place, visit, adopt, conclude."""
    walk.do(
        OFFICER,
        "Chọn nơi nhân rộng",
        "Gửi lời mời tới các nơi",
        ("press", "Thêm nơi"),
        ("pick", "Đơn vị", "Hội Nông dân tỉnh Lạng Sơn"),
        ("pick", "Xã, phường", "2"),
        ("tick", "Địa bàn"),
    )
    host = "officer.hoi-nong-dan"
    answer = (("tick", "Đồng ý"), ("write", "Ý kiến", "Sẵn sàng học tập."))
    walk.do(host, "Trả lời lời mời", "Gửi trả lời cơ quan chủ trì", *answer)
    walk.do(
        host,
        "Tham quan, học kinh nghiệm",
        "Ghi nhận chuyến học tập",
        ("write", "Ngày tổ chức", day(7)),
        ("write", "Số khách", "12"),
        ("write", "Nơi đón", "Trạm Y tế"),
        ("write", "Học được gì?", "Chia tuyến khám."),
    )
    walk.do(
        host,
        "Báo kết quả áp dụng",
        "Gửi báo cáo áp dụng",
        ("tick", "Đã áp dụng"),
        ("write", "Kết quả", "Ba xã khám tại nhà."),
    )
    walk.do(
        OFFICER,
        "Kết luận nhân rộng",
        "Gửi kết luận nhân rộng",
        ("tick", "Đã nhân rộng"),
        ("write", "Tóm tắt", "Một nơi đã làm theo."),
    )


def test_an_exemplar_is_walked_from_detection_to_replication_and_counted(
    visit_shared: Visits, shared_service: Service
) -> None:
    before = counters(shared_service)
    walk = Walk(visit_shared, shared_service)
    detect(walk)
    assert counters(shared_service) == before | {"selected": before["selected"] + 1}
    nurture(walk)
    propagate(walk)
    evaluate(walk)
    reward(walk)
    replicate(walk)
    assert counters(shared_service) == {name: number + 1 for name, number in before.items()}
    page = walk.page_of(OFFICER)
    page.goto(f"/exemplars?q={NAME}")
    page.get_by_role("link", name=NAME, exact=True).click()
    sheet = page.locator(".sheet")
    for told in ("Đã nhân rộng", "Bác sĩ của 42 hộ", "45/QĐ-UBND", "Hội Nông dân tỉnh Lạng Sơn", "92 / 100"):
        expect(sheet).to_contain_text(told)
    expect(page.locator("#history + .timeline")).to_contain_text("gửi “Kết luận nhân rộng”")
    assert len({person for person, _ in walk.steps}) >= 10


def test_an_officer_detects_an_exemplar_on_a_phone_without_script(visit: Visits, service: Service) -> None:
    before = counters(service)
    walk = Walk(visit, service, options={"size": PHONE, "script": False})
    page = walk.page_of(OFFICER)
    page.get_by_role("link", name="Ghi nhận điển hình mới").click()
    page.get_by_role("button", name="Mở hồ sơ").click()
    form = walk.form(OFFICER, "Giới thiệu điển hình")
    form.fill(("tick", "Không mật"), ("tick", "Gương"), ("pick", "Phong trào", "Y tế, chăm sóc sức khỏe Nhân dân"))
    form.update()
    form.fill(("pick", "Đối tượng", "Cá nhân"))
    page.get_by_role("button", name="Lưu nháp").click()
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu nháp lúc 09:00")
    walk.send(OFFICER, "Giới thiệu điển hình", "Gửi giới thiệu", *CANDIDATE)
    walk.name = NAME
    page.goto(f"/tasks?q={NAME}")
    page.get_by_role("link", name="Bổ sung minh chứng", exact=True).click()
    form = walk.form(OFFICER, "Bổ sung minh chứng")
    met = page.locator(".rows-ticked input[type=checkbox]")
    criteria = met.count()
    assert criteria >= FEWEST_CRITERIA
    for index in range(criteria):
        met.nth(index).check()
    form.update()
    for index in range(criteria):
        page.get_by_label("Số liệu, năm").nth(index).fill("Năm 2021, theo báo cáo của đơn vị")
        form.attach("Tệp", str(index + 1))
    answers = (("write", "Ngày suy tôn", day(-3)), ("write", "Tổng số thành viên", "43"))
    form.fill(*answers, ("attach", "Biên bản suy tôn"))
    page.get_by_role("button", name="Gửi minh chứng để xét").click()
    expect(page.locator(".summary")).to_contain_text("Số đồng ý")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    walk.send(OFFICER, "Bổ sung minh chứng", "Gửi minh chứng để xét", ("write", "Số đồng ý", "41"))
    walk.do(OFFICER, "Thẩm tra điển hình", "Gửi kết luận thẩm tra", ("tick", "Đề nghị công nhận"))
    walk.do(HEAD, "Quyết định công nhận", "Gửi quyết định", ("tick", "Đồng ý"))
    assert counters(service) == before | {"selected": before["selected"] + 1}
