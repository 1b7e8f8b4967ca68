"""Layers and functions that Keras does not have, as readable source that stands in the file where it is used."""

from __future__ import annotations

AFFINE = '''
class Affine(layers.Layer):
    """A learned scale and a learned shift of these sizes."""

    def __init__(self, sizes: tuple[int, ...], scale: bool = True, center: bool = True, **options):
        super().__init__(**options)
        self.sizes, self.scale, self.center = sizes, scale, center

    def build(self, input_shape):
        if self.scale:
            self.gamma = self.add_weight(shape=self.sizes, initializer="ones", name="gamma")
        if self.center:
            self.beta = self.add_weight(shape=self.sizes, initializer="zeros", name="beta")

    def call(self, inputs):
        scaled = inputs * self.gamma if self.scale else inputs
        return scaled + self.beta if self.center else scaled
'''

BILINEAR = '''
class Bilinear(layers.Layer):
    """A weighted sum of all products of two inputs' features, for each unit."""

    def __init__(self, units: int, use_bias: bool = True, **options):
        super().__init__(**options)
        self.units, self.use_bias = units, use_bias

    def build(self, input_shape):
        first, second = (shape[-1] for shape in input_shape)
        self.kernel = self.add_weight(shape=(self.units, first, second), name="kernel")
        if self.use_bias:
            self.bias = self.add_weight(shape=(self.units,), initializer="zeros", name="bias")

    def call(self, inputs):
        first, second = inputs
        summed = ops.einsum("...i,oij,...j->...o", first, self.kernel, second)
        return summed + self.bias if self.use_bias else summed
'''

RANDOM_LEAKY = '''
class RandomLeakyReLU(layers.Layer):
    """Negative numbers times a slope drawn for each in training, and the mean slope otherwise."""

    def __init__(self, lower: float, upper: float, **options):
        super().__init__(**options)
        self.lower, self.upper = lower, upper
        self.seed_generator = keras.random.SeedGenerator()

    def call(self, inputs, training=False):
        slopes = (self.lower + self.upper) / 2
        if training:
            drawn = {"minval": self.lower, "maxval": self.upper, "seed": self.seed_generator}
            slopes = keras.random.uniform(ops.shape(inputs), **drawn)
        return ops.where(inputs >= 0, inputs, inputs * slopes)
'''

REARRANGED = '''
def framed(inputs, edges, mode: str):
    """The input with numbers of its own before and behind each of its places; channels are last."""
    for axis, sizes in enumerate(edges, 1):
        places = np.pad(np.arange(inputs.shape[axis]), sizes, mode=mode)
        inputs = ops.take(inputs, places, axis=axis)
    return inputs
'''

DAMPED = '''
def damped(inputs, size: int, alpha: float, beta: float, k: float):
    """The input over the response of neighbouring channels (Krizhevsky et al., 2012)."""
    channels = inputs.shape[-1]
    edges = [(0, 0)] * (len(inputs.shape) - 1) + [(size // 2, (size - 1) // 2)]
    squares = ops.pad(ops.square(inputs), edges)
    summed = sum(squares[..., place : place + channels] for place in range(size))
    return inputs / ops.power(k + alpha / size * summed, beta)
'''

ENLARGED = '''
def enlarged(inputs, sizes, steps, linear: bool = True, corners: bool = False):
    """The input with other sizes of its places, `steps` apart in it; channels are last."""
    for axis, (size, step) in enumerate(zip(sizes, steps, strict=True), 1):
        last = inputs.shape[axis] - 1
        half = 0.5 if linear and not corners else 0.0
        at = np.clip((np.arange(size) + half) * step - half, 0, last)
        low = np.floor(at + 1e-6).astype("int32")
        near = ops.take(inputs, low, axis=axis)
        if linear:
            share = (at - low).astype("float32").reshape(-1, *[1] * (len(inputs.shape) - axis - 1))
            far = ops.take(inputs, np.minimum(low + 1, last), axis=axis)
            near = near * (1 - share) + far * share
        inputs = near
    return inputs
'''

OWN = {
    "Affine": AFFINE, "Bilinear": BILINEAR, "RandomLeakyReLU": RANDOM_LEAKY, "framed": REARRANGED, "damped": DAMPED,
    "enlarged": ENLARGED,
}  # fmt: skip
"""Source by the name that is called."""
