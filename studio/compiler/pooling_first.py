"""ReLU behind the max pooling that follows it: the same numbers to the last bit, and fewer for it to go through.

ReLU never puts two numbers in another order, so the largest of a window may be found before it. Gradients are the same
as well: where the largest is above 0 it is the same one of the window, else none gets through. NaN remains NaN.
"""

from __future__ import annotations

from torch import fx, nn

_MAX_POOLING = (
    nn.MaxPool1d, nn.MaxPool2d, nn.MaxPool3d, nn.AdaptiveMaxPool1d, nn.AdaptiveMaxPool2d, nn.AdaptiveMaxPool3d,
)  # fmt: skip


def pool_first(network: fx.GraphModule) -> fx.GraphModule:
    """Exchange each ReLU with the max pooling that alone takes its output, if that tells nothing but the largest."""
    modules = dict(network.named_modules())
    for relu in list(network.graph.nodes):
        if _is(modules, relu, nn.ReLU):
            while (pooling := _pooling_behind(relu, modules)) is not None:
                _exchange(relu, pooling)
    network.recompile()
    return network


def _pooling_behind(relu: fx.Node, modules: dict[str, nn.Module]) -> fx.Node | None:
    """The max pooling that alone takes what a ReLU gives, and tells nothing but the largest; None without any."""
    takers = list(relu.users)
    if len(takers) != 1 or not _is(modules, takers[0], *_MAX_POOLING):
        return None
    return None if modules[str(takers[0].target)].return_indices else takers[0]


def _is(modules: dict[str, nn.Module], node: fx.Node, *kinds: type[nn.Module]) -> bool:
    return node.op == "call_module" and isinstance(modules[str(node.target)], kinds)


def _exchange(relu: fx.Node, pooling: fx.Node) -> None:
    """Have the ReLU take what the pooling gives, in its place towards all that follows."""
    pooling.replace_all_uses_with(relu)
    pooling.args = relu.args
    relu.args = (pooling,)
    pooling.append(relu)
