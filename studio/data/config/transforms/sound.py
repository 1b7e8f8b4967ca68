"""What is done to recordings of sound: lengths, volume, shifts in time, noise, silenced stretches."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from studio.data.config.transforms.transform import AsTuple, Chance, Sample, Transform, around, in_short, ordered
from studio.layers.types import Real
from studio.text import tr

_Decibels = Annotated[float, Field(ge=-100.0, le=100.0)]


class OfSound(Transform):
    """What counts along the last axis of recordings (channels, length), whose numbers go from -1 to 1."""

    samples: ClassVar[frozenset[Sample]] = frozenset({"recording"})


class PadTrim(OfSound):
    """Brings recordings to a length: longer ones are cut at their end, shorter ones followed by one number.

    It was torchaudio's transform of this name; Whisper calls it pad_or_trim.
    """

    title = "Pad or trim"
    essential = ("max_len",)
    random = False
    of_any_scale = True

    max_len: int = Field(16_000, ge=1, le=100_000_000, title="Length", description="Numbers in each channel afterwards")
    fill_value: Annotated[Real, Field(description="What follows shorter recordings; 0 is silence")] = 0.0

    @property
    def resizes(self) -> bool:
        """It does."""
        return True


class Vol(OfSound):
    """Makes all recordings louder or quieter alike, as torchaudio's Vol does; numbers are cut to -1 and 1 then."""

    title = "Volume"
    essential = ("gain",)
    random = False

    gain: float = Field(0.5, ge=-100.0, le=1e4, description="How much, as gain_type says")
    gain_type: Literal["amplitude", "power", "db"] = Field(
        "amplitude", description="Numbers are multiplied by the gain, by its square root, or it is in decibels"
    )

    @model_validator(mode="after")
    def _not_upside_down(self) -> Self:
        if self.gain_type != "db" and self.gain <= 0:
            raise ValueError(tr("gain is above 0 where gain_type is {type}.", type=self.gain_type))
        return self

    @property
    def factor(self) -> float:
        """What numbers are multiplied by."""
        if self.gain_type == "db":
            return float(10 ** (self.gain / 20))
        return self.gain**0.5 if self.gain_type == "power" else self.gain


class RandomGain(OfSound):
    """Makes a recording louder or quieter by decibels drawn evenly; 6 dB double its numbers. Nothing is cut."""

    title = "Random gain"
    essential = ("gain",)
    of_any_scale = True

    gain: Annotated[
        tuple[_Decibels, _Decibels], around(0.0), ordered("gain"), in_short(0.0),
        Field(description="Decibels, from and to; a single number is to both sides"),
    ] = (-6.0, 6.0)  # fmt: skip
    p: Chance = 1.0


class RandomTimeShift(OfSound):
    """Moves a recording in time by a share of its length drawn evenly to both sides.

    What is moved out is lost and silence comes in, or with rollover it comes in again on the other side.
    """

    title = "Random shift in time"
    essential = ("shift",)
    of_any_scale = True

    shift: float = Field(0.1, ge=0.0, le=1.0, description="Largest shift to both sides, as a share of the length")
    rollover: bool = Field(False, description="Whether what is moved out comes in again on the other side")
    p: Chance = 1.0


class AddNoise(OfSound):
    """Adds white noise, so much quieter than the recording as the signal-to-noise ratio says, in decibels.

    The ratio is drawn evenly for each sample and is met exactly in each channel, as torchaudio's AddNoise does with
    noise that is given to it. Silence stays silence.
    """

    title = "Add noise"
    essential = ("snr",)
    of_any_scale = True

    snr: Annotated[
        tuple[_Decibels, _Decibels], AsTuple, ordered("snr"),
        Field(title="Signal-to-noise ratio", description="Decibels, from and to: 0 is as loud as the recording"),
    ] = (10.0, 40.0)  # fmt: skip
    p: Chance = 1.0


class TimeMasking(OfSound):
    """Silences a stretch of a recording, as torchaudio's TimeMasking does: its length and place are drawn evenly."""

    title = "Time masking"
    essential = ("time_mask_param",)
    of_any_scale = True

    time_mask_param: int = Field(
        1_000, ge=0, le=100_000_000, title="Longest stretch", description="Numbers that are silenced at most"
    )
    p: Chance = 1.0
