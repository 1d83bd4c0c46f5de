"""A paper as a Word document that a person goes on with.

Real styles for headings, lists and captions, rows that repeat as heads of tables,
language and alternative texts: what a screen reader goes by. Source: WCAG 2.1 1.3.1.
"""

import io
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Inches, Pt, RGBColor

from tasks.paper.blocks import (
    Block,
    Facts,
    Grid,
    Heading,
    Items,
    Paper,
    Paragraph,
    Picture,
)
from tasks.paper.container import settled
from tasks.paper.letters import printable_paper
from tasks.paper.limits import require_printable
from tasks.paper.picture import png
from tasks.paper.widths import shares
from tasks.paper.words import AUTHOR, TAGS, word

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FONT, _INK = "Arial", RGBColor(0x1A, 0x1A, 0x1A)
_SIZES: Mapping[str, int] = MappingProxyType(
    {"Title": 20, "Subtitle": 12, "Heading 1": 15, "Heading 2": 12, "Heading 3": 11}
    | {"Normal": 10, "Caption": 10}
)
_NEVER = datetime(1980, 1, 1, tzinfo=UTC)


def docx(paper: Paper) -> bytes:
    """The paper as DOCX. Raises PaperTooLong."""
    require_printable(paper)
    clean = printable_paper(paper)
    document = Document()
    _dress(document, clean)
    document.add_paragraph(clean.title, style="Title")
    if clean.subtitle:
        document.add_paragraph(clean.subtitle, style="Subtitle")
    for block in clean.blocks:
        _add(document, block, clean.language)
    made = io.BytesIO()
    document.save(made)
    return settled(made.getvalue())


def _dress(document: Any, paper: Paper) -> None:
    """Page, fonts, language, properties and foot."""
    tag = TAGS.get(paper.language, TAGS["en"])
    about = document.core_properties
    about.title, about.language, about.author = paper.title[:255], tag, AUTHOR
    about.comments, about.created, about.modified = "", _NEVER, _NEVER
    _page(document.sections[0], landscape=paper.landscape)
    for name, size in _SIZES.items():
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = _FONT, Pt(size), _INK
        fonts = style.element.rPr.rFonts
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
    document.styles["Subtitle"].font.italic = False
    for lang in document.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), tag)
    _foot(document.sections[0], paper)


def _page(section: Any, *, landscape: bool) -> None:
    short, long = Inches(8.5), Inches(11)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width = long if landscape else short
    section.page_height = short if landscape else long
    section.left_margin = section.right_margin = Inches(0.9)


def _foot(section: Any, paper: Paper) -> None:
    foot = section.footer.paragraphs[0]
    begun = f"{paper.foot} · " if paper.foot else ""
    foot.add_run(f"{begun}{word(paper.language, 'page')} ").font.size = Pt(8)
    number = foot.add_run()
    number.font.size = Pt(8)
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = text
        number._r.append(part)


def _add(document: Any, block: Block, language: str) -> None:
    match block:
        case Heading():
            document.add_heading(block.text, level=min(max(block.level, 1), 3))
        case Paragraph():
            document.add_paragraph(block.text)
        case Items():
            for text in block.texts:
                document.add_paragraph(text, style="List Bullet")
        case Facts():
            _facts(document, block)
        case Grid():
            _grid(document, block, language)
        case Picture():
            _picture(document, block)


def _table(document: Any, columns: int, *, head: bool, told: str) -> Any:
    table = document.add_table(rows=0, cols=columns)
    table.style = document.styles["Table Grid"]
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    for name, on in (("firstRow", head), ("firstColumn", not head)):
        look.set(qn(f"w:{name}"), "1" if on else "0")
    look.set(qn("w:noVBand"), "1")
    if told:
        caption = OxmlElement("w:tblCaption")
        caption.set(qn("w:val"), told)
        properties.append(caption)
    return table


def _facts(document: Any, facts: Facts) -> None:
    table = _table(document, 2, head=False, told="")
    for label, value in facts.rows:
        _row(table, (label, value), bold=(0,))
    _spread(document, table, (1, 2))
    document.add_paragraph()


def _grid(document: Any, grid: Grid, language: str) -> None:
    if grid.caption:
        caption = document.add_paragraph(grid.caption, style="Caption")
        caption.paragraph_format.keep_with_next = True
    table = _table(document, len(grid.head), head=True, told=grid.caption)
    _row(table, grid.head, bold=range(len(grid.head)))
    properties = table.rows[0]._tr.get_or_add_trPr()
    for name in ("w:cantSplit", "w:tblHeader"):
        properties.append(OxmlElement(name))
    for row in grid.rows:
        _row(table, row)
    if not grid.rows:
        _row(table, (word(language, "none"), *[""] * (len(grid.head) - 1)))
    _spread(document, table, shares(grid))
    document.add_paragraph()


def _row(table: Any, texts: Iterable[str], bold: Iterable[int] = ()) -> None:
    """A row; written part by part, because the library's cells are slow to reach."""
    row = OxmlElement("w:tr")
    strong = frozenset(bold)
    for n, text in enumerate(texts):
        row.append(_cell(text, bold=n in strong))
    table._tbl.append(row)


def _cell(text: str, *, bold: bool) -> Any:
    cell, paragraph, run = (OxmlElement(f"w:{name}") for name in ("tc", "p", "r"))
    if bold:
        properties = OxmlElement("w:rPr")
        properties.append(OxmlElement("w:b"))
        run.append(properties)
    run.text = text
    paragraph.append(run)
    cell.append(paragraph)
    return cell


def _spread(document: Any, table: Any, wanted: Iterable[int]) -> None:
    """Widths of the columns, by their shares."""
    section = document.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    parts = list(wanted)
    table.autofit = False
    for column, part in zip(table.columns, parts, strict=True):
        column.width = Emu(room * part // sum(parts))


def _picture(document: Any, picture: Picture) -> None:
    section = document.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    shown = document.add_picture(io.BytesIO(png(picture)), width=room)
    shown._inline.docPr.set("descr", picture.text)
