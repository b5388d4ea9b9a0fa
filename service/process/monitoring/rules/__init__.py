"""How a diagram is drawn on the server: shapes, lines and words with their places, so that it needs no script."""

from service.process.monitoring.rules.lettering import FONT, LINE, Lettering, lines_of
from service.process.monitoring.rules.picture import Flow, Picture, Shape, picture_of

__all__ = ["FONT", "LINE", "Flow", "Lettering", "Picture", "Shape", "lines_of", "picture_of"]
