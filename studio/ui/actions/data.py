"""Actions for the data of the project."""

from __future__ import annotations

from studio.text import tr
from studio.ui.actions.conditions import NETWORK_SHOWN
from studio.ui.actions.declaration import Action

DATA = (
    Action("data.show", tr("Show Data"), "data", ("Ctrl+Shift+D",),
           tr("See the samples, how their numbers lie, and which are odd"), NETWORK_SHOWN),
    Action("data.choose", tr("Choose Data…"), "folder", (), tr("Choose a folder of data on this machine"),
           NETWORK_SHOWN),
    Action("data.fit", tr("Set Network to Data"), "sliders", (),
           tr("Set Input, Output and loss as the data ask for; what that changes is told before"), NETWORK_SHOWN),
    Action("data.save_balance", tr("Class Balance (CSV)…"), scope="entry"),
    Action("data.save_samples", tr("Samples in Sight (PNG)…"), scope="entry"),
)  # fmt: skip
