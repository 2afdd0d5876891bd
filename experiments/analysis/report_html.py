"""The report of a study as one HTML file that needs nothing else."""

from base64 import b64encode

from zorgzaam.experiments.analysis.report_parts import Part, Report
from zorgzaam.experiments.report.page import style_sheet, templates


def html_of(report: Report) -> str:
    """The page as text."""
    return (
        templates()
        .get_template("study.html.j2")
        .render(
            report=report,
            words=report.words,
            language=report.words.language,
            style=style_sheet(),
            image=_image,
        )
    )


def _image(part: Part) -> str:
    """The drawing as an address that holds all of it: as an image its names stay its own."""
    return f"data:image/svg+xml;base64,{b64encode(part.drawing).decode('ascii')}"
