"""Documents as immutable values: opened, changed, saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from studio.api.building import Network, has_output
from studio.graph import EditError, Graph, Source
from studio.graph.edits import connect, disconnect, move, node_called, remove_and_heal, rename, set_layer
from studio.graph.layout import layout
from studio.layers import Layer
from studio.layers.io import Output
from studio.project.model import Project
from studio.text import tr

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis
    from studio.graph import Problem


@dataclass(frozen=True)
class Document:
    """A network with its data and the settings of its training: what a `.nns` file holds. It never changes;
    every edit gives a new one.

    `path` is the file it was opened from, which tells where relative paths of data begin, None for a new one.

    >>> flowers = api.document(api.network(4).Linear(16).ReLU().Linear(3), "flowers")
    >>> flowers = flowers.set({"data": "iris", "training.epochs": 1})
    >>> wider = flowers.change("fc1", out_features=32)
    >>> flowers.parameters, wider.parameters
    (131, 259)
    """

    project: Project
    path: Path | None = None

    @property
    def name(self) -> str:
        """What it is called."""
        return self.project.name

    @property
    def nodes(self) -> tuple[str, ...]:
        """The names of the nodes of the network."""
        return tuple(self.project.graph)

    @property
    def parameters(self) -> int:
        """Weights and biases of the network in all."""
        return self.analysis.total.parameters

    @property
    def analysis(self) -> Analysis:
        """Shapes, costs and problems of the network, node by node."""
        from studio.compiler.analysis import analyse

        return analyse(self.project.graph)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong or misleads, each with a sentence and a remedy; none where nothing is."""
        from studio.project.diagnostics import advise

        return (*self.project.notices, *advise(self.project, self.analysis))

    def layer(self, node: str) -> Layer:
        """The layer of a node, with its parameters as attributes. Raises EditError."""
        found = node_called(self.project.graph, node).layer
        if not isinstance(found, Layer):
            raise EditError(tr("The layer of “{node}” cannot be read here.", node=node))
        return found

    def set(self, settings: Mapping[str, Any]) -> Self:
        """With settings by their dotted names, as `--set` has them: `training.optimizer.lr`, `data`, `conv1.bias`.

        Raises ParameterError or EditError where one is not there or does not take the value.

        >>> flowers = api.document(api.network(4).Linear(3)).set({"training.optimizer": "Adam", "training.seed": 7})
        >>> flowers.project.training.seed
        7
        """
        from studio.project.overrides import overridden

        return self._with(overridden(self.project, [f"{name}={_written(value)}" for name, value in settings.items()]))

    def change(self, node: str, **parameters: Any) -> Self:
        """With other parameters of a node's layer. Raises EditError or ParameterError."""
        return self._edited(set_layer(self.project.graph, node, self.layer(node).changed(**parameters)))

    def remove(self, *nodes: str) -> Self:
        """Without nodes; what fed them feeds what they fed. Raises EditError."""
        return self._edited(remove_and_heal(self.project.graph, nodes))

    def rename(self, node: str, name: str) -> Self:
        """With a node called otherwise. Raises EditError."""
        return self._edited(rename(self.project.graph, node, name))

    def connect(self, source: str, target: str, port: int = 0) -> Self:
        """With a link from a node, or from `node:1` of several outputs, into an input of another. Raises EditError."""
        return self._edited(connect(self.project.graph, _source(source), target, port))

    def disconnect(self, target: str, port: int = 0) -> Self:
        """Without the link into an input of a node. Raises EditError."""
        return self._edited(disconnect(self.project.graph, target, port))

    def at(self, node: str, port: int = 0) -> Network:
        """The network with a node's output as its open end, to add layers there. Raises EditError.

        >>> flowers = api.document(api.network(4).Linear(16).ReLU().Linear(3), "flowers")
        >>> longer = flowers.with_network(flowers.at("relu1").Linear(8).ReLU(), before="fc2")
        >>> longer.layer("fc3").out_features, str(longer.project.graph["fc2"].inputs[0])
        (8, 'relu2')
        """
        return Network(self.project.graph, Source(node)).at(node, port)

    def with_network(self, network: Network, *, before: str | None = None, port: int = 0) -> Self:
        """With another network in place of its own; its open end is plugged into the node `before`, where one is named.

        New cards are laid out with the others. Raises EditError.
        """
        graph = network.graph
        if before is not None:
            graph = connect(graph, network.end, before, port)
        elif not has_output(graph):
            graph = _complete(network)
        return self._edited(move(graph, layout(graph)))

    def save(self, path: str | Path | None = None) -> Self:
        """Write the file in one step; gives the document of that file. Raises ProjectError.

        Without a path it is the one it was opened from.
        """
        from studio.project.errors import ProjectError
        from studio.project.file import moved, save
        from studio.project.identity import identified

        place = self.path if path is None else Path(path)
        if place is None:
            raise ProjectError(tr("The document has no file yet."), tr("Name one to save it in."))
        project = identified(moved(self.project, self.path, place), place)
        save(project, place)
        return replace(self, project=project, path=place)

    def _with(self, project: Project) -> Self:
        return replace(self, project=project)

    def _edited(self, graph: Graph) -> Self:
        return self._with(self.project.with_graph(graph))


def document(network: Network, name: str = "Untitled") -> Document:
    """A document of a network, its cards laid out; the open end becomes the Output where there is none.

    >>> api.document(api.network(4).Linear(3), "flowers").nodes
    ('input', 'fc1', 'output')
    """
    return Document(Project(name=name, graph=_complete(network)))


def open_document(path: str | Path, *, allow_code: bool = False) -> Document:
    """The document in a project file. Raises ProjectError.

    Nothing of it runs; `allow_code` lets the Python code of its custom layers run, which you should have read.
    `Document.problems` tell what could not be read of it.

    >>> _ = api.document(api.network(4).Linear(3), "flowers").save("flowers.nns")
    >>> api.open("flowers.nns").nodes
    ('input', 'fc1', 'output')
    """
    from studio.project.file import load

    project = load(Path(path))
    if allow_code:
        from studio.project import consents

        consents.allow(project.graph)
    return Document(project, Path(path))


def template(name: str) -> Document:
    """A ready-made network by its name, as `studio templates` lists them. Raises ProjectError.

    >>> api.template("lenet5").parameters
    61706
    """
    from studio.project.templates import template as template_called

    return Document(template_called(name).load())


def _complete(network: Network) -> Graph:
    """The graph with an Output behind its open end where it has none, its cards in their places."""
    graph = network.graph if has_output(network.graph) else network.put(Output(), name=None).graph
    return move(graph, layout(graph))


def _source(written: str) -> Source:
    try:
        return Source.parse(written)
    except ValueError as error:
        raise EditError(str(error)) from None


def _written(value: Any) -> str:
    """A value as it is typed."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ",".join(map(_written, value))
    return "none" if value is None else str(value)
