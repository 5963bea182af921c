"""What is to be done with each line of a workbook: one of six outcomes, with its reason."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

from certificates.models import Certificate, RegisterEntry
from common.text import fold
from communes.selectors import Gazetteer
from exchange.enums import LineOutcome, PlaceOutcome
from exchange.reading import RegisterRow
from exchange.reading.names import decision_key, producer_key, product_key
from exchange.services.planning.compare import change_of, differences, same_act, stars_fit
from exchange.services.planning.doubts import (
    change_fault,
    ended_elsewhere,
    line_fault,
    other_stars,
)
from exchange.services.planning.lines import HISTORY, NEW, REPLACE, SKIP, Deed, Draft, Ref
from exchange.services.planning.namesakes import Namesakes
from exchange.services.planning.picture import Picture, speaks_of_portal

_MOST_OPTIONS = 6
_SKIP_LABEL = "Bỏ qua dòng này"
_SKIPPED = "Đã chọn bỏ qua"


class Planner:
    """Goes through the lines: what can't be, what is there already, what is new."""

    def __init__(
        self,
        drafts: list[Draft],
        picture: Picture,
        gazetteer: Gazetteer,
        *,
        province: int | None,
        on: dt.date,
    ) -> None:
        self.drafts = drafts
        self.picture = picture
        self.gazetteer = gazetteer
        self.province = province
        self.on = on
        # Which line speaks for an entry, and which was the first of its wording.
        self._claimed: dict[int, int] = {}
        self._seen: dict[str, int] = {}
        # The lines about a product; the line that first named a producer or product.
        self._lines_of: dict[Ref, list[Draft]] = defaultdict(list)
        self._rows: dict[Ref, RegisterRow] = {}
        self._namesakes = Namesakes(picture, gazetteer)
        # By province and name: the producers between which a person must choose.
        self._asked: dict[tuple[int, str], list[Ref]] = {}

    def decide(self, tell: Callable[[int, int], None]) -> list[Draft]:
        """Give each draft its deed, or the choices between some; ``tell`` hears how far."""
        for draft in self.drafts:
            draft.deed = self._impossible(draft) or self._known_line(draft)
        for number, draft in enumerate(self.drafts):
            if number % 500 == 0:
                tell(number, len(self.drafts))
            if draft.deed is None:
                self._enter(draft)
        for draft in self.drafts:
            self._doubt(draft)
            self._offer_places(draft)
        return self.drafts

    def _impossible(self, draft: Draft) -> Deed | None:
        reason = line_fault(
            draft.row, draft.place, province=self.province, gazetteer=self.gazetteer, on=self.on
        )
        return _error(reason) if reason else None

    # --- what is there already -------------------------------------------------------------------

    def _known_line(self, draft: Draft) -> Deed | None:
        """The deed for a line that the register has under its code or word for word."""
        row = draft.row
        if earlier := self._seen.get(draft.fingerprint):
            return skip(f"Trùng hoàn toàn với dòng {earlier} trong tệp này")
        self._seen[draft.fingerprint] = row.number
        if entry := self.picture.by_code.get(row.row_key):
            return self._compared(draft, entry)
        if certificate := self.picture.certificates.get(row.row_key):
            return self._by_certificate(draft, certificate.pk, row.row_key)
        if entry := self.picture.by_fingerprint.get(draft.fingerprint):
            self._claimed[entry.pk] = row.number
            return self._matched(entry)
        return None

    def _matched(self, entry: RegisterEntry) -> Deed:
        product = self.picture.products.get(entry.product_id)
        return Deed(
            outcome=LineOutcome.MATCH,
            reason="Dòng này đã có trong sổ, không khác gì",
            producer=product.producer_id if product else None,
            product=entry.product_id,
            entry=entry.pk,
        )

    def _compared(self, draft: Draft, entry: RegisterEntry, *, claim: bool = True) -> Deed:
        """Match or change of an entry that this line, and no other, is about."""
        if other := self._claimed.get(entry.pk):
            return skip(f"Cùng một lần công nhận với dòng {other} trong tệp này")
        if claim:
            self._claimed[entry.pk] = draft.row.number
        return self._compare(draft, entry)

    def _compare(self, draft: Draft, entry: RegisterEntry) -> Deed:
        found = list(
            differences(
                draft.row,
                entry,
                unit=draft.place.recorded,
                picture=self.picture,
                gazetteer=self.gazetteer,
            )
        )
        same = self._matched(entry)
        if not found:
            return same
        deed = change_of(found, draft.row, draft.place)
        deed.producer, deed.product, deed.entry = same.producer, same.product, same.entry
        fault = change_fault(draft, entry, deed, self.picture)
        return _error(fault) if fault else deed

    def _by_certificate(self, draft: Draft, pk: int, code: str) -> Deed:
        """A line that names a certificate: its entry's, else one that files can't change."""
        certificate = self.picture.certificates[code]
        for entry in self.picture.entries_of[certificate.product_id]:
            if entry.certificate_id == pk:
                return self._compared(draft, entry)
        row, decision = draft.row, certificate.decision
        product = self.picture.products.get(certificate.product_id)
        number = decision.number if decision else ""
        same = (
            row.stars in (None, certificate.stars)
            and row.decision_number in ("", number)
            and row.decided_on in (None, decision.decided_on if decision else None)
        )
        if same and product is not None:
            return self._of_portal(certificate)
        return _error(
            f"Giấy chứng nhận {certificate.number or code} có trên cổng với nội dung khác;"
            " hãy sửa ở trang giấy chứng nhận, không qua tệp"
        )

    def _of_portal(self, certificate: Certificate) -> Deed:
        return Deed(
            outcome=LineOutcome.MATCH,
            reason=f"Giấy chứng nhận {certificate.number or certificate.code} đã có trên cổng",
            producer=self.picture.products[certificate.product_id].producer_id,
            product=certificate.product_id,
        )

    # --- what is new -----------------------------------------------------------------------------

    def _enter(self, draft: Draft) -> None:
        """Find the producer and the product; ask where they are only nearly known."""
        row = draft.row
        if not row.producer:
            self._enter_unnamed(draft)
            return
        province = draft.place.province
        assert province is not None
        key = (province, producer_key(row.producer))
        own = f"chủ thể:{key[0]}:{key[1]}"
        near = self._near_makers(key, own, row)
        if not near:
            maker = self.picture.makers[province].exact[key[1]][0]
            self._enter_product(draft, maker)
            return
        for ref in near[:_MOST_OPTIONS]:
            value, label = self._maker_option(ref)
            draft.choices.append((value, label, self._deed(draft, ref, self._product_in(ref, row))))
        deed = self._deed(draft, own, self._product_in(own, row))
        draft.choices.append((NEW, f"Là chủ thể mới: {row.producer}", deed))
        draft.choices.append((SKIP, _SKIP_LABEL, skip(_SKIPPED)))
        names = "; ".join(self._maker_name(ref) for ref in near[:_MOST_OPTIONS])
        draft.question = f"Tên chủ thể giống hoặc gần giống: {names}"

    def _near_makers(self, key: tuple[int, str], own: Ref, row: RegisterRow) -> list[Ref]:
        """Between which producers a person must choose; none where the name decides."""
        if key not in self._asked:
            names = self.picture.makers[key[0]]
            exact = names.exact.get(key[1], [])
            near = exact if len(exact) > 1 else []
            if not exact:
                near = names.alike(row.producer)
                self._rows[own] = row
                if not near:
                    names.add(key[1], row.producer, own)
            self._asked[key] = list(near)
        return self._asked[key]

    def _maker_name(self, ref: Ref) -> str:
        if isinstance(ref, int):
            producer = self.picture.producers[ref]
            return f"{producer.name} ({self.gazetteer.full_name(producer.unit_id)})"
        return f"{self._rows[ref].producer} (dòng {self._rows[ref].number})"

    def _maker_option(self, ref: Ref) -> tuple[str, str]:
        if isinstance(ref, int):
            code = self.picture.producers[ref].code
            return f"producer:{code}", f"Là chủ thể đã có: {self._maker_name(ref)}"
        return f"row:{self._rows[ref].number}", f"Là chủ thể {self._maker_name(ref)}"

    def _enter_unnamed(self, draft: Draft) -> None:
        """A line without maker: the same product of the same place, else a new one."""
        recorded = draft.place.recorded
        assert recorded is not None
        key = (recorded, product_key(draft.row.name))
        known = self.picture.unnamed.get(key)
        if known is not None:
            self._settle(draft, self.picture.products[known].producer_id, known)
            return
        assert draft.place.province is not None
        maker = f"không tên:{key[0]}:{key[1]}"
        found = self._namesakes.of(draft.place.province, draft.row.name, recorded)
        if not found:
            self._settle(draft, maker, f"{maker}:{key[1]}")
            return
        for ref, its in found.items():
            value, _label = self._product_option(ref)
            label = f"Là sản phẩm của {self._maker_name(its)}"
            draft.choices.append((value, label, self._deed(draft, its, ref)))
        deed = self._deed(draft, maker, f"{maker}:{key[1]}")
        draft.choices.append((NEW, "Là sản phẩm của chủ thể khác, chưa rõ tên", deed))
        draft.choices.append((SKIP, _SKIP_LABEL, skip(_SKIPPED)))
        names = "; ".join(self._maker_name(its) for its in found.values())
        draft.question = f"Tệp không ghi chủ thể; sản phẩm cùng tên là của {names}"

    def _product_in(self, maker: Ref, row: RegisterRow) -> Ref:
        """The producer's product of this name; where there is none, the ref of a new one."""
        key = product_key(row.name)
        goods = self.picture.goods.get(maker)
        exact = goods.exact.get(key) if goods else None
        return exact[0] if exact else f"{maker}:{key}"

    def _enter_product(self, draft: Draft, maker: Ref) -> None:
        """The product of a known or new producer, with a question where a near one exists."""
        row = draft.row
        product = self._product_in(maker, row)
        goods = self.picture.goods[maker]
        key = product_key(row.name)
        near = [] if goods.exact.get(key) else goods.alike(row.name)
        if not near:
            goods.add(key, row.name, product)
            if product not in self._rows and isinstance(product, str):
                assert draft.place.province is not None
                assert draft.place.recorded is not None
                spot = (maker, product, draft.place.recorded)
                self._namesakes.add(draft.place.province, row.name, spot)
            self._rows.setdefault(product, row)
            self._settle(draft, maker, product)
            return
        for ref in near[:_MOST_OPTIONS]:
            value, label = self._product_option(ref)
            draft.choices.append((value, label, self._deed(draft, maker, ref)))
        # The register can't hold two products of a producer that differ in accents only.
        apart = all(fold(row.name) != fold(self._product_name(ref)) for ref in near)
        if apart:
            label = f"Là sản phẩm khác: {row.name}"
            draft.choices.append((NEW, label, self._deed(draft, maker, product)))
        draft.choices.append((SKIP, _SKIP_LABEL, skip(_SKIPPED)))
        names = "; ".join(self._product_name(ref) for ref in near[:_MOST_OPTIONS])
        only = "" if apart else ". Tên chỉ khác dấu nên không ghi thành hai sản phẩm"
        draft.question = f"Tên gần giống sản phẩm khác của chủ thể: {names}{only}"

    def _product_name(self, ref: Ref) -> str:
        return self.picture.products[ref].name if isinstance(ref, int) else self._rows[ref].name

    def _product_option(self, ref: Ref) -> tuple[str, str]:
        if isinstance(ref, int):
            product = self.picture.products[ref]
            return f"product:{product.code}", f"Là sản phẩm đã có: {product.name}"
        row = self._rows[ref]
        return f"row:{row.number}", f"Là sản phẩm ở dòng {row.number}: {row.name}"

    # --- one more line about a product -----------------------------------------------------------

    def _settle(self, draft: Draft, maker: Ref, product: Ref) -> None:
        """Say what the line is for this product: new, there already, or doubtful."""
        row = draft.row
        for earlier in self._lines_of[product]:
            if same_act(row, earlier.row) and stars_fit(row, earlier.row):
                draft.deed = skip(f"Cùng một lần công nhận với dòng {earlier.row.number} trong tệp")
                return
        self._lines_of[product].append(draft)
        deed = self._deed(draft, maker, product, claim=True)
        rival = self._rival(row, product)
        if rival is None or deed.outcome != LineOutcome.CREATE:
            draft.deed = deed
            return
        found = self._compare(draft, rival)
        draft.question = (
            f"Sổ đã có quyết định này cho sản phẩm với hạng khác: {rival.stars} sao,"
            f" tệp ghi {row.stars} sao"
        )
        if found.outcome == LineOutcome.CHANGE:
            draft.choices.append((REPLACE, f"Sửa sổ thành {row.stars} sao", found))
        draft.choices.append((SKIP, f"Giữ {rival.stars} sao như sổ", skip(_SKIPPED)))

    def _deed(self, draft: Draft, maker: Ref, product: Ref, *, claim: bool = False) -> Deed:
        """What the line comes to when it is about this product."""
        row = draft.row
        if isinstance(product, int):
            for entry in self.picture.entries_of[product]:
                if self._is_about(row, entry):
                    return self._compared(draft, entry, claim=claim)
            for certificate in self.picture.certificates_of[product]:
                if speaks_of_portal(certificate) and _same_decision(row, certificate):
                    return self._of_portal(certificate)
            reason = "Thêm một dòng vào lịch sử của sản phẩm đã có"
        elif isinstance(maker, int):
            reason = "Sản phẩm mới của chủ thể đã có trong sổ"
        else:
            reason = "Sản phẩm và chủ thể chưa có trong sổ"
            if not row.producer:
                reason = "Sản phẩm chưa có trong sổ; tệp không ghi chủ thể"
        before = self._lines_of[product]
        if before and before[0] is not draft:
            reason = f"Một lần công nhận khác của sản phẩm ở dòng {before[0].row.number}"
        if draft.place.outcome in (PlaceOutcome.AMBIGUOUS, PlaceOutcome.NOT_FOUND):
            reason += f". {draft.place.reason}"
        return Deed(outcome=LineOutcome.CREATE, reason=reason, producer=maker, product=product)

    def _is_about(self, row: RegisterRow, entry: RegisterEntry) -> bool:
        if row.row_key and row.row_key == entry.row_key and entry.status == row.status:
            return True
        return same_act(row, entry) and stars_fit(row, entry)

    def _rival(self, row: RegisterRow, product: Ref) -> RegisterEntry | None:
        """An entry of the same decision that gives the product other stars."""
        if not isinstance(product, int) or not (row.decision_number or row.decided_on):
            return None
        for entry in self.picture.entries_of[product]:
            if entry.pk not in self._claimed and same_act(row, entry):
                return None if stars_fit(row, entry) else entry
        return None

    # --- what needs a person ---------------------------------------------------------------------

    def _doubt(self, draft: Draft) -> None:
        """Ask about a recognition that other lines of its product contradict."""
        deed = draft.deed
        if deed is None or deed.outcome != LineOutcome.CREATE or deed.product is None:
            return
        others = [other.row for other in self._lines_of[deed.product] if other is not draft]
        entries = self.picture.entries_of[deed.product] if isinstance(deed.product, int) else []
        if not others and not entries:
            return
        question = other_stars(draft.row, others)
        choices = [(NEW, f"Đúng là {draft.row.stars} sao, ghi dòng này", deed)]
        if question is None:
            question = ended_elsewhere(draft.row, [*others, *entries], on=self.on)
            choices = [
                (NEW, f"Còn hiệu lực: ghi và hiện {draft.row.stars} sao", deed),
                (HISTORY, "Chỉ ghi vào lịch sử, không hiện hạng sao", replace(deed, speaks=False)),
            ]
        if question is not None:
            draft.deed, draft.question = None, question
            draft.choices = [*choices, (SKIP, _SKIP_LABEL, skip(_SKIPPED))]

    def _offer_places(self, draft: Draft) -> None:
        """Let a person choose already here where the commune lies today."""
        deed, place = draft.deed, draft.place
        new = deed is not None and deed.outcome == LineOutcome.CREATE
        if deed is None or not new or place.outcome != PlaceOutcome.AMBIGUOUS:
            return
        draft.choices = [
            (f"unit:{pk}", self.gazetteer.full_name(pk), replace(deed, current=pk))
            for pk in place.current
        ]


def skip(reason: str) -> Deed:
    """Nothing is done with a line, for this reason."""
    return Deed(outcome=LineOutcome.SKIP, reason=reason)


def _error(reason: str) -> Deed:
    return Deed(outcome=LineOutcome.ERROR, reason=reason)


def _same_decision(row: RegisterRow, certificate: Certificate) -> bool:
    decision = certificate.decision
    if decision is None or not row.decision_number:
        return False
    day = row.decided_on in (None, decision.decided_on)
    same = decision_key(row.decision_number) == decision_key(decision.number)
    return same and day and row.stars in (None, certificate.stars)
