"""What scripts import: `from studio import api`. Documents are immutable values, names are torch's.

Errors are `StudioError`s, each with a sentence (`message`) and what to do about it (`remedy`). Nothing of torch or of
the window is loaded before it is needed. The command line stands on these functions.
"""

from studio.api.building import Network, network
from studio.api.documents import Document, document, template
from studio.api.documents import open_document as open
from studio.api.exchange import compare, export, import_network, import_weights, summarise
from studio.api.running import Trained, evaluate, predict, train, training
from studio.errors import StudioError

__all__ = [
    "Document",
    "Network",
    "StudioError",
    "Trained",
    "compare",
    "document",
    "evaluate",
    "export",
    "import_network",
    "import_weights",
    "network",
    "open",
    "predict",
    "summarise",
    "template",
    "train",
    "training",
]
