"""Actions of the window: files, history, panels, training, help; their keys work wherever the focus is."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence

from studio.project.exporters import network_formats
from studio.project.lessons import lessons
from studio.project.shares import STATISTICS
from studio.text import tr
from studio.ui.actions.conditions import (
    IDLE,
    LESSON,
    NETWORK_IDLE,
    NETWORK_SHOWN,
    NOT_TRAINED,
    PAUSABLE,
    REDO,
    REMEDY,
    SEVERAL_DOCUMENTS,
    START_PAGE,
    STOPPABLE,
    UNDO,
    UNSAVED,
)
from studio.ui.actions.declaration import Action
from studio.ui.actions.window_panels import PANEL_ACTIONS

_KEYS = QKeySequence.StandardKey

THEMES = {"system": tr("Follow the System"), "light": tr("Light"), "dark": tr("Dark"), "contrast": tr("High Contrast")}
"""The themes that can be chosen, by the name `theme.set_mode` knows."""

WHOLE_WINDOW = (
    Action("file.new", tr("New"), "new", (_KEYS.New,)),
    Action("file.open", tr("Open…"), "open", (_KEYS.Open,)),
    Action("file.open_recent", tr("A File of Late")),
    Action("file.start_page", tr("Start Page"), "template", ("Ctrl+Shift+N",)),
    Action("file.leave_start_page", tr("Back to the Network"), "chevron-left", ("Esc",),
           tr("Leave the start page for the network that is open"), START_PAGE, "start_page"),
    Action("file.save", tr("Save"), "save", (_KEYS.Save,), when=UNSAVED),
    Action("file.save_as", tr("Save As…"), "save-as", ("Ctrl+Shift+S",)),
    Action("file.export", tr("Export…"), "export", ("Ctrl+E",)),
    *(Action(f"file.export.{name}", tr("{format}…", format=each.title)) for name, each in network_formats().items()),
    Action("file.picture", tr("Export Picture…"), "image", ("Ctrl+Shift+E",),
           tr("Draw the network for a paper: as SVG, PDF, PNG or TikZ, in several styles"), NETWORK_SHOWN),
    Action("file.report", tr("Write Report of the Run…"), "layout", (),
           tr("Tell all of the run that is shown in one page or PDF file"), NETWORK_SHOWN),
    Action("file.close", tr("Close"), "close", ("Ctrl+W", "Ctrl+F4"), tr("Close the network that is shown"),
           NETWORK_SHOWN),
    Action("file.next", tr("Next Document"), "chevron-right", ("Ctrl+Tab",), when=SEVERAL_DOCUMENTS),
    Action("file.previous", tr("Previous Document"), "chevron-left", ("Ctrl+Shift+Tab",), when=SEVERAL_DOCUMENTS),
    Action("file.quit", tr("Quit"), "close", (_KEYS.Quit,)),
    Action("edit.undo", tr("Undo"), "undo", (_KEYS.Undo,), when=UNDO),
    Action("edit.redo", tr("Redo"), "redo", ("Ctrl+Shift+Z", "Ctrl+Y"), when=REDO),
    Action("edit.apply_remedy", tr("Apply Remedy"), "check", ("F8",), when=REMEDY),
    Action("edit.compare", tr("Compare Network With…"), "equals", (),
           tr("See what is new, gone and changed since it was saved, or beside a run or another file"), NETWORK_SHOWN),
    Action(
        "edit.search_layers",
        tr("Search Layers"),
        "search",
        ("Ctrl+L",),
        tr("Look for a layer in the palette"),
        NETWORK_SHOWN,
    ),
    *(
        Action(f"view.share.{name or 'nothing'}", title, checked=not name, choice="view.share")
        for name, title in STATISTICS.items()
    ),
    *PANEL_ACTIONS,
    Action(
        "view.link_shapes", tr("Shapes on Links"), "link", (),
        tr("Write on every link the shape of what runs along it"), NETWORK_SHOWN, checked=False,
    ),
    Action(
        "view.link_sizes", tr("Wide Links for Large Values"), "link", (),
        tr("Draw every link the wider the more numbers run along it"), NETWORK_SHOWN, checked=False,
    ),
    Action(
        "view.values", tr("Values of a Sample"), "sigma", ("Ctrl+Shift+I",),
        tr("Show on every card what it makes of a sample, or the gradients"), NETWORK_SHOWN, checked=False,
    ),
    *(
        Action(f"view.theme.{name}", title, checked=name == "system", choice="view.theme")
        for name, title in THEMES.items()
    ),
    Action("view.language", tr("Language…"), "language", (),
           tr("Have another language spoken, or that of the system")),
    Action("train.start", tr("Train"), "play", ("F5",), tr("Train the network as it is now"), NOT_TRAINED),
    Action("train.pause", tr("Pause"), "pause", ("F6",), tr("Pause before the next batch, or go on"), PAUSABLE),
    Action("train.stop", tr("Stop"), "stop", ("Shift+F5",), tr("Stop the training; it can be continued later"),
           STOPPABLE),
    Action("view.reduce_motion", tr("Reduce Motion"), "", (),
           tr("Put cards and switches at once where they go, without showing them on their way"), checked=False),
    Action("train.variations", tr("Train Variations…"), "sliders", (),
           tr("Train with several values of settings, and several seeds"), NETWORK_SHOWN),
    Action("train.check_gradients", tr("Check Gradients…"), "equals", (),
           tr("Hold back-propagation against numeric gradients"), NETWORK_SHOWN),
    Action("train.profile", tr("Profile…"), "clock", (),
           tr("Measure time and memory of each layer, and see what would keep a budget"), NETWORK_IDLE),
    Action("train.new_head", tr("New Head for the Data"), "freeze", (),
           tr("Replace the last layer for the classes of the data, and freeze all before it"), NETWORK_SHOWN),
    Action("train.one_batch", tr("Learn One Batch…"), "check", (),
           tr("Test whether the network can learn a few samples by heart, as one that is wired right can"), IDLE),
    Action("train.beginnings", tr("Ways to Begin…"), "chart", (),
           tr("See what leaves each activation before any training, for several ways to begin"), NETWORK_SHOWN),
    Action("train.runs", tr("Show Runs"), "history", ("Ctrl+R",), tr("Lead to the list of runs"), NETWORK_SHOWN),
    Action("train.results", tr("Show Results"), "success", ("Ctrl+Shift+R",),
           tr("See what a trained network makes of samples: mistakes, plots, the samples themselves"), NETWORK_SHOWN),
    Action("train.try_it", tr("Try It"), "image", ("Ctrl+Shift+T",),
           tr("Draw, drop or type what the trained network is to judge"), NETWORK_SHOWN),
    Action("train.runs_place", tr("Where Runs Are Kept…"), "folder"),
    Action("help.about_layer", tr("About This Layer"), "help", ("F1",)),
    Action("help.index", tr("All Layers"), "layers", ("Shift+F1",)),
    Action("help.loss", tr("Loss Calculator…"), "equals", (),
           tr("Type targets and predictions, and see a loss and its gradient")),
    Action("help.functions", tr("Compare Activation Functions…"), "chart", (),
           tr("Lay functions and their derivatives over each other, and read their values")),
    Action("help.playgrounds", tr("Playgrounds…"), "bolt", (),
           tr("Try one idea at a time: gates, slopes, paths of optimizers, loss surfaces, windows, boxes")),
    Action("view.commands", tr("All Commands…"), "search", ("Ctrl+Shift+P",),
           tr("Search all that can be done, and do it")),
    Action("help.shortcuts", tr("Keyboard Shortcuts…"), "keyboard", ("Ctrl+F1",),
           tr("See all keys, and choose others")),
    Action("help.about", tr("About NN Studio…"), "info", (),
           tr("See versions, and the licences of what it is made of")),
    Action("help.plugins", tr("Plug-ins…"), "link", (),
           tr("See which layers, losses, data and exporters others have made, and let them run")),
    *(Action(f"help.lesson.{name}", lesson.title, tip=lesson.about) for name, lesson in lessons.items()),
    Action("help.lesson_step", tr("Go to the Step of the Lesson"), "info", ("F7",),
           tr("Give the keyboard to the words of the lesson"), LESSON),
    Action("help.leave_lesson", tr("Leave the Lesson"), "close", (),
           tr("Close the lesson; it goes on from here the next time"), LESSON),
    Action("view.next_step", tr("What to Do Next"), "info", (),
           tr("Say below the canvas what leads to a trained network"), checked=True),
)  # fmt: skip
