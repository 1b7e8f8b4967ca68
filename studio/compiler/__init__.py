"""From the document to PyTorch: analysis, modules, readable source, ONNX."""
