"""The trainings of all open documents, one of which is shown."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path

from studio.project import Project
from studio.ui.background.training import Training


class Trainings:
    """Each under the key of its document; those of documents that were closed stay until their threads are over."""

    def __init__(self) -> None:
        self._key: Hashable = None
        self.shown = Training()
        self._by_document: dict[Hashable, Training] = {None: self.shown}
        self._let_go: list[Training] = []

    @property
    def all(self) -> tuple[Training, ...]:
        """Whatever may have a thread."""
        return (*self._by_document.values(), *self._let_go)

    @property
    def elsewhere(self) -> Project | None:
        """What is trained for a document that is not shown, so that nothing can be begun for this one."""
        return next((each.project for each in self.all if each is not self.shown and each.takes_turns), None)

    @property
    def is_busy(self) -> bool:
        """Whether anything is trained."""
        return any(each.is_active for each in self.all)

    @property
    def has_to_end(self) -> bool:
        """Whether something is trained that does not go on without the window."""
        return bool(self.of_this_process)

    @property
    def is_ending(self) -> bool:
        """Whether all that has to end was asked to."""
        return all(each.state == "stopping" for each in self.of_this_process)

    @property
    def of_this_process(self) -> list[Training]:
        """What is trained in this process."""
        return [each for each in self.all if each.is_active and not each.source.goes_on_alone]

    @property
    def folders_in_use(self) -> tuple[Path, ...]:
        """The folders of runs that are trained, or are about to be."""
        return tuple(each.folder for each in self.all if each.is_active and each.folder is not None)

    def is_active(self, document: Hashable) -> bool:
        """Whether something is trained for a document."""
        training = self._by_document.get(document)
        return training is not None and training.is_active

    def has_to_end_for(self, document: Hashable) -> bool:
        """Whether closing a document ends its training."""
        return any(each is self._by_document.get(document) for each in self.of_this_process)

    def show(self, document: Hashable) -> bool:
        """Have another document shown; whether it is another."""
        if document == self._key:
            return False
        if self.shown.folder is None and not self.shown.is_active:
            self._by_document.pop(self._key, None)
        self._key, self.shown = document, self._by_document.setdefault(document, Training())
        last = self.shown.folder
        if last is not None and not self.shown.is_active and not last.is_dir():  # put into the trash meanwhile, say
            self.shown.forget()
        return True

    def let_go(self, document: Hashable) -> bool:
        """End the training of a document that was closed, unless that goes on alone; whether there was one."""
        training = self._by_document.pop(document, None)
        if training is None or not training.is_active:
            return False
        training.source.leave()
        training.state = "stopping"
        self._let_go.append(training)
        return True

    def is_let_go(self, training: Training) -> bool:
        """Whether its document was closed."""
        return training in self._let_go

    def forget(self, training: Training) -> None:
        """The thread of one whose document was closed is over."""
        self._let_go.remove(training)
