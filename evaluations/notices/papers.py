"""Words of the notices about papers of a dossier."""

import datetime as dt

from common.dates import vn_date
from evaluations.models import Dossier
from evaluations.notices.dossier import Letter
from producers.models import Paper


def paper_withdrawn(dossier: Dossier, paper: Paper, *, on: dt.date) -> Letter:
    """To whoever handles a dossier that was filed with the paper."""
    return Letter(
        kind="paper_withdrawn",
        subject=f"Giấy tờ trong hồ sơ {dossier.product.name} đã bị rút",
        body=(
            f"“{paper.title}” trong hồ sơ {dossier.product.name} của"
            f" {dossier.product.producer.name} bị rút ngày {vn_date(on)}:"
            f" {paper.withdrawn_reason}. Bản đã nộp vẫn đọc được trong hồ sơ."
        ),
        url=f"/lam-viec/ho-so/{dossier.code}/#giay-to",
    )
