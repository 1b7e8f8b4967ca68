"""Networks of other programs taken in: from ONNX files to graphs of the catalogue's layers, with their weights."""
