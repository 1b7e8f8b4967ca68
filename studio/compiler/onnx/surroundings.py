"""What stands around a network in an exported file: the preparation of raw samples before it, their own units after."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor, fx, nn

PREPARE, FINISH = "prepare", "finish"
"""What the modules are called in the file, unless a node is called so."""


@dataclass(frozen=True, eq=False)
class Surroundings:
    """`prepare` turns raw samples (N, …) into what each Input takes, `finish` every output into its own units.

    `free` are the axes of a raw sample that may have any size, by the names they get in the file.
    """

    prepare: nn.Module
    finish: nn.Module | None = None
    free: tuple[tuple[int, str], ...] = ()

    def finished(self, outputs: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        """Outputs of the network in their own units."""
        return outputs if self.finish is None else tuple(map(self.finish, outputs))

    def around(self, network: fx.GraphModule) -> fx.GraphModule:
        """The network with what stands around it, as one; the modules of the network keep their names."""
        calls = fx.Graph()
        end = calls.output(calls.graph_copy(network.graph, {}))
        whole = fx.GraphModule(network, calls, class_name="Network")
        first = next(node for node in calls.nodes if node.op != "placeholder")
        prepare = _added(whole, PREPARE, self.prepare)
        for start in [node for node in calls.nodes if node.op == "placeholder"]:
            users = list(start.users)
            with calls.inserting_before(first):
                prepared = calls.call_module(prepare, (start,))
            for user in users:
                user.replace_input_with(start, prepared)
        if self.finish is not None:
            finish = _added(whole, FINISH, self.finish)
            for last in end.all_input_nodes:
                with calls.inserting_before(end):
                    end.replace_input_with(last, calls.call_module(finish, (last,)))
        whole.recompile()
        return whole


def _added(whole: nn.Module, name: str, module: nn.Module) -> str:
    """Put a module into another under a name that is free there; gives it."""
    while hasattr(whole, name):
        name += "_"
    whole.add_module(name, module)
    return name
