"""A drawing as a picture of dots, for documents that cannot show drawings."""

from tasks.paper.blocks import Picture
from tasks.paper.typesetting import typeset


def png(picture: Picture) -> bytes:
    """The drawing as PNG. Raises NotSet."""
    return typeset("png", picture.svg.decode(), title=picture.text)
