"""The report of a comparison for people who decide: one offline HTML file, in Dutch or English."""

from zorgzaam.experiments.report.page import report_html, write_report

__all__ = ["report_html", "write_report"]
