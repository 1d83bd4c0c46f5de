"""A paper as a PowerPoint presentation: title slide, then a slide per chapter.

Titles are titles and lists are lists of the layout, so that they are read in order;
tables have a head, pictures an alternative text.  Source: WCAG 2.1 1.3.1.
"""

import io
from datetime import UTC, datetime
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from tasks.paper.blocks import Grid, Paper, Picture
from tasks.paper.container import settled
from tasks.paper.letters import printable_paper
from tasks.paper.limits import PaperTooLong, require_printable
from tasks.paper.picture import png
from tasks.paper.slides import Line, Slide, slides
from tasks.paper.widths import shares
from tasks.paper.words import AUTHOR, TAGS, word

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
MAX_SLIDES = 400
_WIDTH, _HEIGHT = Inches(13.333), Inches(7.5)
_LEFT, _TOP, _ROOM, _DEEP = Inches(0.6), Inches(1.5), Inches(12.1), Inches(5.2)
_TITLE, _CONTENT, _TITLE_ONLY = 0, 1, 5
_INK, _HEAD, _BODY = map(RGBColor.from_string, ("1A1A1A", "E6E6E6", "FAFAFA"))
_LANGUAGES = {
    "en": MSO_LANGUAGE_ID.ENGLISH_CANADIAN,
    "fr": MSO_LANGUAGE_ID.FRENCH_CANADIAN,
}
_NEVER = datetime(1980, 1, 1, tzinfo=UTC)


def pptx(paper: Paper) -> bytes:
    """The paper as PPTX. Raises PaperTooLong."""
    require_printable(paper)
    clean = printable_paper(paper)
    cut = slides(clean)
    if len(cut) > MAX_SLIDES:
        raise PaperTooLong(paper.title)
    show = _Show(clean)
    show.title()
    for slide in cut:
        show.add(slide)
    return show.saved()


class _Show:
    """A presentation as it grows."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.language = _LANGUAGES.get(paper.language, _LANGUAGES["en"])
        self.file = Presentation()
        self._widen()
        about = self.file.core_properties
        about.title, about.author = paper.title[:255], AUTHOR
        about.language = TAGS.get(paper.language, TAGS["en"])
        about.created = about.modified = _NEVER

    def _widen(self) -> None:
        """The template is 4:3; everything of its layouts becomes as wide as ours."""
        file = self.file
        old = file.slide_width
        file.slide_width, file.slide_height = _WIDTH, _HEIGHT
        for sheet in (file.slide_master, *file.slide_layouts):
            for shape in sheet.placeholders:
                if shape.element.spPr.xfrm is not None:
                    shape.left = Emu(shape.left * _WIDTH // old)
                    shape.width = Emu(shape.width * _WIDTH // old)

    def title(self) -> None:
        """The first slide."""
        slide = self.file.slides.add_slide(self.file.slide_layouts[_TITLE])
        self._write(slide.shapes.title.text_frame, self.paper.title, 36, bold=True)
        under = slide.placeholders[1]
        if self.paper.subtitle:
            self._write(under.text_frame, self.paper.subtitle, 20)
        else:
            under.element.getparent().remove(under.element)
        self._foot(slide)

    def add(self, cut: Slide) -> None:
        """One more slide."""
        layout = _CONTENT if isinstance(cut.content, tuple) else _TITLE_ONLY
        slide = self.file.slides.add_slide(self.file.slide_layouts[layout])
        head = slide.shapes.title
        head.left, head.top, head.width, head.height = _LEFT, Inches(0.4), _ROOM, _TOP
        head.height = Inches(1)
        self._write(head.text_frame, cut.title, 28, bold=True)
        match cut.content:
            case Grid():
                self._table(slide, cut.content)
            case Picture():
                self._picture(slide, cut.content)
            case lines:
                self._text(slide, lines)
        self._foot(slide)

    def saved(self) -> bytes:
        """The whole presentation."""
        made = io.BytesIO()
        self.file.save(made)
        return settled(made.getvalue())

    def _write(self, frame: Any, text: str, size: int, *, bold: bool = False) -> None:
        frame.word_wrap = True
        self._run(frame.paragraphs[0], text, size, bold=bold)

    def _run(self, paragraph: Any, text: str, size: int, *, bold: bool = False) -> None:
        run = paragraph.add_run()
        run.text, font = text, run.font
        font.size, font.bold, font.name = Pt(size), bold, "Arial"
        font.language_id, font.color.rgb = self.language, _INK

    def _text(self, slide: Any, lines: tuple[Line, ...]) -> None:
        body = slide.placeholders[1]
        if not lines:
            body.element.getparent().remove(body.element)
            return
        body.left, body.top, body.width, body.height = _LEFT, _TOP, _ROOM, _DEEP
        frame = body.text_frame
        frame.word_wrap = True
        for n, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
            paragraph.space_before = Pt(4)
            if line.kind != "item":
                _without_bullet(paragraph)
            if line.label:
                self._run(paragraph, f"{line.label}: ", 18, bold=True)
            self._run(paragraph, line.text, 18, bold=line.kind == "heading")

    def _table(self, slide: Any, grid: Grid) -> None:
        rows = grid.rows or (
            (word(self.paper.language, "none"), *[""] * (len(grid.head) - 1)),
        )
        shape = slide.shapes.add_table(
            len(rows) + 1, len(grid.head), _LEFT, _TOP, _ROOM, Inches(0.4)
        )
        shape._element.nvGraphicFramePr.cNvPr.set("descr", grid.caption)
        table, wanted = shape.table, shares(grid)
        table.first_row, table.horz_banding = True, False
        for column, share in zip(table.columns, wanted, strict=True):
            column.width = Emu(_ROOM * share // sum(wanted))
        for written, row in zip(table.rows, (grid.head, *rows), strict=True):
            written.height = Inches(0.28)
            for cell, text in zip(written.cells, row, strict=True):
                self._cell(cell, text, head=row is grid.head)

    def _cell(self, cell: Any, text: str, *, head: bool) -> None:
        cell.margin_top = cell.margin_bottom = Inches(0.03)
        cell.fill.solid()
        cell.fill.fore_color.rgb = _HEAD if head else _BODY
        self._write(cell.text_frame, text, 12, bold=head)

    def _picture(self, slide: Any, picture: Picture) -> None:
        shown = slide.shapes.add_picture(io.BytesIO(png(picture)), _LEFT, _TOP)
        scale = min(_ROOM / shown.width, _DEEP / shown.height)
        shown.width, shown.height = int(shown.width * scale), int(shown.height * scale)
        shown._element.nvPicPr.cNvPr.set("descr", picture.text)

    def _foot(self, slide: Any) -> None:
        number = len(self.file.slides)
        begun = f"{self.paper.foot} · " if self.paper.foot else ""
        box = slide.shapes.add_textbox(_LEFT, Inches(6.95), _ROOM, Inches(0.35))
        self._write(box.text_frame, f"{begun}{number}", 11)


def _without_bullet(paragraph: Any) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", "0")
    properties.set("indent", "0")
    properties.append(properties.makeelement(qn("a:buNone"), {}))
