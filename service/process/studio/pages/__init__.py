"""*Quy trình*: the lists of processes, forms and decisions, one of each with its versions, and the editor."""

from service.process.studio.pages import artefacts, editor, figures, processes
from service.process.studio.pages.entrance import blueprint

__all__ = ["artefacts", "blueprint", "editor", "figures", "processes"]
