"""Networks written in Python, layer after layer: `network(1, 28, 28).Conv2d(8, 3).ReLU().Flatten().Linear(10)`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

from studio.graph import EditError, Graph, Source
from studio.graph.edits import add, paste
from studio.layers import Layer, ParameterError, fields, layer
from studio.layers.io import Input, Output
from studio.layers.node_names import new_name
from studio.layers.torch_module import TorchModule
from studio.text import listed, ntr, tr


@dataclass(frozen=True)
class Network:
    """A network that grows at its open end, the output of the node that was added last. It never changes:
    each layer gives a new one, so that branches begin by using one twice.

    The layers of the catalogue and the classes of `torch.nn` are methods of their own names, with torch's parameters.
    What follows from the input (`in_channels`, `in_features` …) is left out; of such layers only what stands on their
    cards goes by position, so that `Linear(784, 10)` is refused in place of taken for something else. Further networks
    among the arguments are further inputs. `name` says what the node is called.

    >>> stem = api.network(3, 32, 32).Conv2d(16, 3, padding=1, name="stem").ReLU()
    >>> branch = stem.Conv2d(16, 3, padding=1).BatchNorm2d()
    >>> joined = stem.Add(branch).ReLU().Flatten().Linear(10)
    >>> joined.names
    ('input', 'stem', 'relu1', 'conv1', 'bn1', 'add1', 'relu2', 'flatten1', 'fc1')
    >>> joined.shape
    (10,)
    """

    graph: Graph
    end: Source

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all nodes in the order they were added."""
        return tuple(self.graph)

    @property
    def shape(self) -> tuple[int, ...]:
        """Sizes of a sample at the open end, without the batch. Raises CompileError where it cannot be known."""
        from studio.compiler.analysis import analyse
        from studio.compiler.module import CompileError

        analysis = analyse(self.graph)
        outputs = analysis.nodes[self.end.node].outputs
        if outputs is None:
            raise CompileError(analysis.errors)
        return outputs[self.end.port].shape

    def at(self, node: str, port: int = 0) -> Network:
        """The same network with another node's output as its open end. Raises EditError where there is none."""
        if node not in self.graph or not 0 <= port < len(self.graph[node].layer.outputs):
            raise EditError(
                tr("“{node}” has no output {port} to go on from.", node=node, port=port),
                tr("The nodes are {names}.", names=listed(self.graph)),
            )
        return replace(self, end=Source(node, port))

    def add(self, kind: str, *arguments: Any, name: str | None = None, **parameters: Any) -> Network:
        """The network with a layer behind its open end; `net.Conv2d(8, 3)` is `net.add("Conv2d", 8, 3)`.

        Networks among the arguments are its further inputs, the others its first parameters. Raises ParameterError for
        a layer that is not there or parameters it does not take, EditError for a name or an input it does not.
        """
        others = [each for each in arguments if isinstance(each, Network)]
        values = [each for each in arguments if not isinstance(each, Network)]
        made = _layer(kind, values, parameters)
        return self.put(made, *others, name=name)

    def put(self, made: Layer, *others: Network, name: str | None = None) -> Network:
        """The network with a layer that is a value already behind its open end. Raises EditError."""
        graph, ends = self.graph, [self.end]
        for other in others:
            graph, end = _merged(graph, other)
            ends.append(end)
        if not made.variadic and len(ends) > len(made.inputs):
            told = ntr("{layer} takes {count} input, not {given}.", "{layer} takes {count} inputs, not {given}.",
                       len(made.inputs), layer=made.kind, given=len(ends))  # fmt: skip
            raise EditError(told, tr("Join branches by Add or Concat first."))
        chosen = name or new_name(graph, made)
        return Network(add(graph, chosen, made, tuple(ends)), Source(chosen))

    def __getattr__(self, kind: str) -> Callable[..., Network]:
        if not kind[:1].isupper():
            raise AttributeError(kind)
        return lambda *arguments, **parameters: self.add(kind, *arguments, **parameters)

    def __dir__(self) -> Iterable[str]:
        from studio.layers import catalogue

        return [*super().__dir__(), *catalogue]


def network(*shape: int, dtype: str = "float32", name: str = "input") -> Network:
    """A network with nothing but its Input, for samples of these sizes, without the batch.

    `dtype` is `int64` for the numbers of words. Raises ParameterError for sizes that are none.

    >>> api.network(1, 28, 28).Flatten().Linear(10).shape
    (10,)
    """
    made = Input.create({"shape": shape, "dtype": dtype})
    return Network(add(Graph(), name, made), Source(name))


def _layer(kind: str, values: list[Any], parameters: dict[str, Any]) -> Layer:
    """The layer with its first parameters by position. Raises ParameterError."""
    from studio.layers.by_name import layer_type

    declared = layer_type(kind)
    if declared is None:
        return layer(kind)  # which says that there is none
    names = positions(declared)
    if len(values) > len(names):
        raise ParameterError(_too_many(kind, declared, names))
    given = dict(zip(names, values, strict=False))
    twice = next((each for each in given if each in parameters), None)
    if twice is not None:
        raise ParameterError(tr("{layer} is given {parameter} twice.", layer=kind, parameter=twice))
    own = {each.name for each in fields(declared)}
    if "arguments" in own:  # a class of torch.nn by its name, whose arguments are parameters here
        others = {each: value for each, value in parameters.items() if each not in own}
        parameters = {each: value for each, value in parameters.items() if each in own}
        parameters |= {"arguments": others} if others else {}
    return declared.create(given | dict(parameters))


def positions(declared: type[Layer]) -> tuple[str, ...]:
    """The parameters that go by position, always in torch's order: those on the card as far as they come first there,
    and all where torch does not begin with what follows from the input."""
    if issubclass(declared, TorchModule):
        return ()
    specs = fields(declared)
    own = tuple(spec.name for spec in specs if not spec.inferred)
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(own, declared.essential, strict=False))
    first = tuple(name for name, _ in pairs)
    return own if first == declared.essential and len(own) == len(specs) else first


def _too_many(kind: str, declared: type[Layer], names: tuple[str, ...]) -> str:
    inferred = [spec.name for spec in fields(declared) if spec.inferred]
    if not names:
        return tr("{layer} takes its parameters by name.", layer=kind)
    if inferred:
        return tr("{layer} takes {names} by position, others by name; leave {inferred} out, the input says it.",
                  layer=kind, names=listed(names), inferred=listed(inferred))  # fmt: skip
    return tr("{layer} takes {names} by position, others by name.", layer=kind, names=listed(names))


def _merged(graph: Graph, other: Network) -> tuple[Graph, Source]:
    """A graph with the nodes of another network that it does not share, under free names; and that one's open end."""
    new = {name: node for name, node in other.graph.items() if name not in graph or graph[name] is not node}
    part = Graph(new)
    merged, names = paste(graph, part)
    called = dict(zip(part, names, strict=True))
    return merged, Source(called.get(other.end.node, other.end.node), other.end.port)


def has_output(graph: Graph) -> bool:
    """Whether the network says where its result leaves it."""
    return any(isinstance(node.layer, Output) for node in graph.values())
