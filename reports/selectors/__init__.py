"""Reads of the reports room: work lists and figures, all derived."""

from reports.selectors.figures import (
    MOST_PLACES,
    RECORDED,
    REPORT_ROLES,
    Figure,
    Figures,
    FigureTable,
    address,
    figure_lines,
    figures_for,
    may_report,
    report_certificates,
    report_rows,
)
from reports.selectors.worklist import WorkList, work_of
from reports.selectors.workrow import Waiting, WorkRow

__all__ = [
    "MOST_PLACES",
    "RECORDED",
    "REPORT_ROLES",
    "Figure",
    "FigureTable",
    "Figures",
    "Waiting",
    "WorkList",
    "WorkRow",
    "address",
    "figure_lines",
    "figures_for",
    "may_report",
    "report_certificates",
    "report_rows",
    "work_of",
]
