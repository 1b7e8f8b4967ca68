"""Opens the profile of the network beside the window, and lets it colour the cards."""

from __future__ import annotations

from functools import partial

from studio.errors import StudioError
from studio.text import listed, tr
from studio.ui.dialogs.profile import ProfileDialog
from studio.ui.window.frame import Frame


def open_profile(frame: Frame) -> ProfileDialog:
    """Show the dialog for the open network; a training that begins ends what it measures."""
    dialog = ProfileDialog(frame.session.runnable, frame)
    if frame.training.device_facts.kinds is not None:
        dialog.offer_devices(frame.training.device_facts.kinds)
    dialog.heat_changed.connect(frame.canvas.network.figures.show_heat)
    dialog.changes_wanted.connect(partial(_take_over, frame, dialog))
    frame.job.started.connect(dialog.stop)
    frame.session.document_left.connect(dialog.close)
    dialog.finished.connect(frame.health.tell_heat)
    dialog.show()
    return dialog


def _take_over(frame: Frame, dialog: ProfileDialog, settings: tuple[str, ...]) -> None:
    """Change the project so, as one step of undo."""
    from studio.project.overrides import overridden

    try:
        project = overridden(frame.session.project, settings)
    except StudioError as error:
        dialog.message.tell(error.message, error.remedy)
        return
    frame.session.apply(tr("Set {settings}", settings=listed(settings)), project)
    dialog.project = frame.session.runnable
    dialog.batch.setValue(dialog.project.training.batch_size)
