"""The status of a day: terms, boundary days, acts, and which certificate speaks for a product."""

import datetime as dt

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from certificates.enums import ActionKind, CertificateStatus, RevokeGround
from certificates.models import Certificate, CertificateAction
from certificates.selectors import (
    annotate_rating,
    annotate_status,
    current_certificates,
    status_counts,
    status_of,
)
from certificates.services.register import possible_ends
from certificates.validators import revoke_before, term_end
from products.models import Product
from tests.factories import certificates
from tests.factories.certificates import TODAY, Scene

S = CertificateStatus
DAYS = st.dates(min_value=dt.date(2000, 1, 1), max_value=dt.date(2090, 12, 31))


# --- 36 months (rule 4.3) -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("issued_on", "last_day"),
    [
        (dt.date(2026, 8, 5), dt.date(2029, 8, 5)),  # as the register of Lâm Đồng prints it
        (dt.date(2024, 2, 29), dt.date(2027, 2, 28)),
        (dt.date(2025, 2, 28), dt.date(2028, 2, 28)),
        (dt.date(2026, 12, 31), dt.date(2029, 12, 31)),
        (dt.date(2021, 2, 28), dt.date(2024, 2, 28)),
    ],
)
def test_term_ends_on_the_day_of_the_same_number_rule_4_3(
    issued_on: dt.date, last_day: dt.date
) -> None:
    assert term_end(issued_on) == last_day


def test_term_may_be_read_to_end_the_day_before(settings: pytest.FixtureRequest) -> None:
    settings.CERTIFICATE_LAST_DAY = "day_before"  # type: ignore[attr-defined]
    assert term_end(dt.date(2026, 8, 5)) == dt.date(2029, 8, 4)
    assert term_end(dt.date(2026, 3, 1)) == dt.date(2029, 2, 28)


def test_unknown_reading_of_the_term_is_refused(settings: pytest.FixtureRequest) -> None:
    settings.CERTIFICATE_LAST_DAY = "samedy"  # type: ignore[attr-defined]
    with pytest.raises(ImproperlyConfigured, match="samedy"):
        term_end(dt.date(2026, 8, 5))


@given(DAYS)
def test_term_is_three_calendar_years_rule_4_3(day: dt.date) -> None:
    end = term_end(day)
    assert (end.year, end.month) == (day.year + 3, day.month)
    assert end.day == day.day or (day.month, day.day, end.day) == (2, 29, 28)


@given(DAYS, DAYS)
def test_later_issue_never_ends_earlier(one: dt.date, other: dt.date) -> None:
    first, second = sorted((one, other))
    assert term_end(first) <= term_end(second)


@given(st.integers(2014, 2060), st.data())
def test_ends_of_a_year_enclose_the_end_of_each_of_its_days(year: int, data: st.DataObject) -> None:
    day = data.draw(st.dates(dt.date(year, 1, 1), dt.date(year, 12, 31)))
    earliest, latest = possible_ends(None, year)
    assert earliest is not None
    assert latest is not None
    assert earliest <= term_end(day) <= latest


def test_revocation_is_due_fifteen_days_after_the_conclusion_rule_8_04() -> None:
    assert revoke_before(dt.date(2026, 11, 5)) == dt.date(2026, 11, 20)


# --- status on boundary days ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "status"),
    [
        (dt.date(2025, 3, 4), S.NOT_YET),
        (dt.date(2025, 3, 5), S.IN_FORCE),
        (dt.date(2027, 9, 6), S.IN_FORCE),  # 181 days before the end
        (dt.date(2027, 9, 7), S.EXPIRING),  # 180 days
        (dt.date(2028, 3, 5), S.EXPIRING),  # the last day
        (dt.date(2028, 3, 6), S.EXPIRED),
    ],
)
def test_status_by_dates(scene: Scene, on: dt.date, status: str) -> None:
    certificate = certificates.recorded(scene, decided_on=dt.date(2025, 3, 5))
    assert status_of(certificate, on=on) == status


@pytest.mark.parametrize(
    ("on", "status"),
    [
        (dt.date(2022, 12, 31), S.NOT_YET),
        (dt.date(2023, 1, 1), S.IN_FORCE),
        (dt.date(2025, 7, 5), S.EXPIRING),  # 180 days before the earliest end
        (dt.date(2026, 1, 1), S.EXPIRING),
        (dt.date(2026, 1, 2), S.UNCERTAIN),
        (dt.date(2026, 12, 31), S.UNCERTAIN),
        (dt.date(2027, 1, 1), S.EXPIRED),
    ],
)
def test_status_of_a_certificate_known_by_its_year(scene: Scene, on: dt.date, status: str) -> None:
    certificate = certificates.recorded(scene, decided_on=None, decided_year=2023)
    assert status_of(certificate, on=on) == status


@pytest.mark.parametrize("on", [dt.date(2015, 1, 1), TODAY, dt.date(2060, 1, 1)])
def test_certificate_without_any_date_is_uncertain_for_ever(scene: Scene, on: dt.date) -> None:
    certificate = certificates.recorded(scene, decided_on=None)
    assert status_of(certificate, on=on) == S.UNCERTAIN


def _act(certificate: Certificate, kind: ActionKind, day: dt.date) -> None:
    CertificateAction.objects.create(
        certificate=certificate,
        kind=kind,
        effective_on=day,
        reason="Theo kết luận kiểm tra",
        ground=RevokeGround.LAW if kind == ActionKind.REVOKE else "",
    )


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (ActionKind.SUSPEND, S.SUSPENDED),
        (ActionKind.REVOKE, S.REVOKED),
        (ActionKind.SURRENDER, S.SURRENDERED),
    ],
)
def test_act_counts_from_its_day_on(scene: Scene, kind: ActionKind, status: str) -> None:
    certificate = certificates.recorded(scene, decided_on=dt.date(2025, 3, 5))
    _act(certificate, kind, dt.date(2026, 5, 10))
    assert status_of(certificate, on=dt.date(2026, 5, 9)) == S.IN_FORCE
    assert status_of(certificate, on=dt.date(2026, 5, 10)) == status
    # Past the end too: "revoked" must not turn into "expired".
    assert status_of(certificate, on=dt.date(2030, 1, 1)) == status


def test_restoring_gives_the_status_of_the_dates_back(scene: Scene) -> None:
    certificate = certificates.recorded(scene, decided_on=dt.date(2025, 3, 5))
    _act(certificate, ActionKind.SUSPEND, dt.date(2026, 5, 10))
    _act(certificate, ActionKind.RESTORE, dt.date(2026, 6, 10))
    assert status_of(certificate, on=dt.date(2026, 6, 9)) == S.SUSPENDED
    assert status_of(certificate, on=dt.date(2026, 6, 10)) == S.IN_FORCE
    assert status_of(certificate, on=dt.date(2028, 3, 6)) == S.EXPIRED


def test_act_of_the_same_day_written_later_wins(scene: Scene) -> None:
    certificate = certificates.recorded(scene, decided_on=dt.date(2025, 3, 5))
    _act(certificate, ActionKind.SUSPEND, dt.date(2026, 5, 10))
    _act(certificate, ActionKind.RESTORE, dt.date(2026, 5, 10))
    assert status_of(certificate, on=dt.date(2026, 5, 10)) == S.IN_FORCE


def test_final_act_wins_over_a_suspension_of_any_day(scene: Scene) -> None:
    certificate = certificates.recorded(scene, decided_on=dt.date(2025, 3, 5))
    _act(certificate, ActionKind.REVOKE, dt.date(2026, 5, 10))
    _act(certificate, ActionKind.SUSPEND, dt.date(2026, 5, 11))
    assert status_of(certificate, on=dt.date(2026, 6, 1)) == S.REVOKED


class StatusOverDays(TestCase):
    """Without acts a certificate only goes forward through its statuses."""

    ORDER = (S.NOT_YET, S.IN_FORCE, S.EXPIRING, S.UNCERTAIN, S.EXPIRED)

    @classmethod
    def setUpTestData(cls) -> None:
        scene = Scene()
        cls.rows = [
            certificates.recorded(scene, decided_on=dt.date(2024, 2, 29)),
            certificates.recorded(scene, decided_on=None, decided_year=2023),
        ]

    @given(st.tuples(*[st.dates(dt.date(2022, 1, 1), dt.date(2030, 1, 1))] * 2))
    def test_status_is_monotone_over_days(self, days: tuple[dt.date, dt.date]) -> None:
        for row in self.rows:
            places = [self.ORDER.index(S(status_of(row, on=day))) for day in sorted(days)]
            assert places == sorted(places)


# --- counts, and who speaks for a product ---------------------------------------------------


def test_counts_have_every_status_and_add_up(scene: Scene) -> None:
    certificates.recorded(scene, decided_on=dt.date(2025, 3, 5))
    certificates.recorded(scene, decided_on=dt.date(2024, 3, 5))
    certificates.recorded(scene, decided_on=dt.date(2020, 3, 5))
    certificates.recorded(scene, decided_on=None)
    assert status_counts(TODAY) == dict.fromkeys(S.values, 0) | {
        S.IN_FORCE: 1,
        S.EXPIRING: 1,
        S.EXPIRED: 1,
        S.UNCERTAIN: 1,
    }


def test_current_certificates_are_valid_ones_once_a_product(scene: Scene) -> None:
    product = scene.product()
    certificates.recorded(scene, product=product, decided_on=dt.date(2024, 3, 5), stars=4)
    later = certificates.recorded(scene, product=product, decided_on=dt.date(2025, 3, 5), stars=3)
    certificates.recorded(scene, decided_on=dt.date(2020, 3, 5))
    gone = certificates.recorded(scene, decided_on=dt.date(2025, 3, 5))
    _act(gone, ActionKind.REVOKE, dt.date(2026, 5, 10))
    assert list(current_certificates(TODAY)) == [later]


def test_rating_of_a_product_comes_from_its_valid_certificate(scene: Scene) -> None:
    product = scene.product()
    valid = certificates.recorded(scene, product=product, decided_on=dt.date(2024, 3, 5), stars=4)
    gone = certificates.recorded(scene, product=product, decided_on=dt.date(2025, 3, 5), stars=5)
    _act(gone, ActionKind.REVOKE, dt.date(2026, 5, 10))
    row = annotate_rating(Product.objects.filter(pk=product.pk), TODAY).get()
    assert (row.rating_code, row.rating_status, row.rating_stars, row.rating_until) == (
        valid.code,
        S.EXPIRING,
        4,
        dt.date(2027, 3, 5),
    )
    assert row.stars_now == 4


def test_product_without_valid_certificate_shows_no_stars(scene: Scene) -> None:
    certificate = certificates.recorded(scene, decided_on=dt.date(2020, 3, 5))
    bare = scene.product()
    rows = annotate_rating(Product.objects.all(), TODAY).in_bulk()
    expired, none = rows[certificate.product_id], rows[bare.pk]
    assert (expired.rating_status, expired.rating_stars, expired.stars_now) == (S.EXPIRED, 3, None)
    assert (none.rating_code, none.rating_status, none.stars_now) == (None, None, None)


@pytest.mark.parametrize("rows", [1, 3])
def test_rating_takes_one_statement(
    scene: Scene, rows: int, django_assert_num_queries: object
) -> None:
    for _ in range(rows):
        certificates.recorded(scene)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(annotate_rating(Product.objects.all(), TODAY)) == rows


def test_status_can_be_filtered_and_ordered_in_the_database(scene: Scene) -> None:
    certificates.recorded(scene, decided_on=dt.date(2020, 3, 5))
    valid = certificates.recorded(scene, decided_on=dt.date(2025, 3, 5))
    rows = annotate_status(Certificate.objects.all(), on=TODAY).filter(status=S.IN_FORCE)
    assert list(rows.order_by("status")) == [valid]
