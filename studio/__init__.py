"""NN Studio: draw a neural network, train it while watching, take it away as ONNX."""

__version__ = "0.1.0"
