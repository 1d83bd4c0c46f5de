"""What a paper consists of, whatever it is set as.

A paper is data: whoever writes one says what it contains, never how it looks.  Source:
ours, because minutes, presentations, proofs and reports are the same few blocks.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; 1 is a chapter (a slide of its own in a presentation), at most 3."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; line breaks in it are kept."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list of short texts."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known, as pairs of label and value."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a head; each row has as many cells as the head."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing of our own as SVG, and what it shows in words."""

    svg: bytes
    text: str


Block = Heading | Paragraph | Items | Facts | Grid | Picture


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper in one language (``en`` or ``fr``)."""

    title: str
    language: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    #: Said at the foot of every page: which release, which version, when.
    foot: str = ""
    landscape: bool = False
