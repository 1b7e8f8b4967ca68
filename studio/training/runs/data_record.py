"""What a run keeps of its data: how samples were prepared, and a fingerprint of what was read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from studio.data.dataset import Dataset
from studio.data.errors import DataError
from studio.data.preparation import Preparation
from studio.text import tr
from studio.training.errors import TrainingError
from studio.training.runs.records import damaged, read_sealed, write_sealed


@dataclass(frozen=True)
class DataRecord:
    """Preparation of the samples, with the names of what is learnt in their order, and fingerprint of the data."""

    preparation: Preparation
    fingerprint: str

    @classmethod
    def of(cls, dataset: Dataset) -> DataRecord:
        """The record of data that are about to be trained on."""
        return cls(dataset.preparation, dataset.fingerprint)

    @classmethod
    def read(cls, path: Path) -> DataRecord:
        """The record in a file. Raises TrainingError."""
        values = read_sealed(path)
        fingerprint = values.get("fingerprint")
        if not isinstance(fingerprint, str):
            raise damaged(path, tr("it has no fingerprint"))
        try:
            return cls(Preparation.from_json(values.get("preparation")), fingerprint)
        except DataError as error:
            raise TrainingError(error.message, error.remedy) from None

    def write(self, path: Path) -> None:
        """Keep the record. Raises OSError."""
        write_sealed(path, {"fingerprint": self.fingerprint, "preparation": self.preparation.to_json()})
