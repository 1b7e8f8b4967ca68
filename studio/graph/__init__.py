"""The document: immutable graphs of named layers, and the edits that turn one graph into the next."""

from studio.graph.model import Graph, LayerValue, Node, Source
from studio.graph.problems import EditError, Finding, Fix, Kind, Problem, Severity

__all__ = ["EditError", "Finding", "Fix", "Graph", "Kind", "LayerValue", "Node", "Problem", "Severity", "Source"]
