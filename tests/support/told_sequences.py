"""What is told of recurrent layers, attention and embeddings, held against torch and its gradients."""

from __future__ import annotations

import torch
from told_numbers import Values, built, close, worked_out
from torch import Tensor, nn

from studio.explanation.functions import layer_function
from studio.explanation.functions.sequences import OF_SUM
from studio.layers import Layer

GATES = {"LSTM": "ifqo", "GRU": "run", "RNN": ""}
"""In the order of torch's rows."""


def recurrent(layer: Layer) -> None:
    """One feature and one unit, so that the sums over features and units have one term, through four steps."""
    layer = layer.changed(hidden_size=1, returns="sequence")
    module = built(layer, ((4, 1),))
    x = torch.randn(1, 4, 1).double().requires_grad_()
    y = module(x)
    g = torch.randn(y.shape).double()
    y.backward(g)
    w, u, b, c = ([each.item() for each in p.detach().reshape(-1)] for p in module.parameters())
    told, gates = layer_function(layer, (4, 1)), GATES[layer.kind] or " "
    steps, state, cell = [], 0.0, 0.0
    for t in range(4):
        values: Values = {"h_b": state, "c_b": cell, "x": x[0, t, 0].item(), "h": state}
        for at, gate in enumerate(gates):
            over = {"w_k": [w[at]], "x_k": [values["x"]], "u_j": [u[at]], "h_j": [state], "b": b[at] + c[at]}
            if layer.kind == "GRU" and gate == "n":
                over |= {"u_j": [0.0], "b": b[at]}
                values["s"] = u[at] * state + c[at]
            values["z" if gate == " " else f"z_{gate}"] = told.forward[0].work_out(over)
        values = worked_out(told.forward[1:], values)
        close(values["y"], y[0, t, 0].item())
        state, cell = values["y"], values.get("c", 0.0)
        steps.append(values)
    assert_back_through_time(layer, steps, (w, u), x, g, module)


def assert_back_through_time(
    layer: Layer, steps: list[Values], weights: tuple[list[float], ...], x: Tensor, g: Tensor, module: nn.Module
) -> None:
    told, carried, carried_cell = layer_function(layer, (4, 1)), 0.0, 0.0
    of_steps = [rule for rule in told.backward if rule.quantity == OF_SUM or rule.symbol == "e"]
    rules = {rule.symbol: rule for rule in told.backward}
    gates = GATES[layer.kind]
    of_input, of_state = ["δ"], ["δ"]
    if gates:
        of_input = [f"δ_{gate}" for gate in gates]
        of_state = ["δ_s" if gate == "n" else f"δ_{gate}" for gate in gates]
    deltas: list[Values] = []
    for t in range(3, -1, -1):
        values = worked_out(of_steps, {**steps[t], "g": g[0, t, 0].item() + carried, "e_a": carried_cell})
        back = {"w_k": weights[0], "δ_k": [values[name] for name in of_input]}
        close(rules["∂x"].work_out(back), x.grad[0, t, 0].item())  # type: ignore[index]
        to_state = {"u_k": weights[1], "δ_k": [values[name] for name in of_state]}
        carried = rules["∂h"].work_out({**values, **to_state})  # type: ignore[assignment]
        carried_cell = rules["∂c_b"].work_out(values) if "∂c_b" in rules else 0.0  # type: ignore[assignment]
        deltas.append(values)
    parameters = list(module.parameters())
    for at in range(len(of_input)):
        over = {"δ_t": [each[of_input[at]] for each in deltas], "x_t": [each["x"] for each in deltas]}
        close(rules["∂w"].work_out(over), parameters[0].grad.reshape(-1)[at].item())  # type: ignore[union-attr]
        close(rules["∂b"].work_out(over), parameters[2].grad[at].item())  # type: ignore[index]
        over = {"δ_t": [each[of_state[at]] for each in deltas], "h_t": [each["h"] for each in deltas]}
        close(rules["∂u"].work_out(over), parameters[1].grad.reshape(-1)[at].item())  # type: ignore[union-attr]


def attention(layer: Layer) -> None:
    """Queries, keys and values as torch projects them; one head of four features."""
    layer = layer.changed(num_heads=1)
    module = built(layer, ((3, 4),))
    told = layer_function(layer, (3, 4))
    x = torch.randn(1, 3, 4).double()
    q, k, v = ((x @ w.T + b)[0].detach().requires_grad_() for w, b in zip(
        module.in_proj_weight.chunk(3), module.in_proj_bias.chunk(3), strict=True))  # fmt: skip
    made = torch.nn.functional.scaled_dot_product_attention(q[None], k[None], v[None])[0]
    torch.testing.assert_close(module.out_proj(made), module(x)[0])
    g = torch.randn(3, 4).double()
    made.backward(g)
    forward, backward = told.forward, told.backward
    p, deltas = [], []
    for i in range(3):
        scores = [forward[0].work_out({"q_k": q[i].tolist(), "k_k": k[j].tolist()}) for j in range(3)]
        m = forward[1].work_out({"s_t": scores})
        p.append([forward[2].work_out({"s_t": scores, "s_j": each, "m": m}) for each in scores])
        for feature in range(4):
            close(forward[3].work_out({"p_t": p[i], "v_t": v[:, feature].tolist()}), made[i, feature].item())
        e = [backward[1].work_out({"g_k": g[i].tolist(), "v_k": v[j].tolist()}) for j in range(3)]
        pairs = zip(p[i], e, strict=True)
        deltas.append([backward[2].work_out({"p_t": p[i], "e_t": e, "p_j": a, "e_j": b}) for a, b in pairs])
        close(backward[3].work_out({"δ_t": deltas[i], "k_t": k[:, 2].tolist()}), q.grad[i, 2].item())  # type: ignore[index]
    for j in range(3):
        close(backward[0].work_out({"p_i": [row[j] for row in p], "g_i": g[:, 1].tolist()}), v.grad[j, 1].item())  # type: ignore[index]
        over = {"δ_i": [row[j] for row in deltas], "q_i": q[:, 3].tolist()}
        close(backward[4].work_out(over), k.grad[j, 3].item())  # type: ignore[index]


def encoder(layer: Layer) -> None:
    """Its parts are asked by themselves; what comes back through the attention and straight on is added up."""
    layer = layer.changed(d_model=4, nhead=1, dim_feedforward=5) if "d_model" in dict(layer) else layer
    for norm_first in (False, True):
        each = layer.changed(norm_first=norm_first)
        module = built(each, ((3, 12),)).eval()
        x = torch.randn(1, 3, 12).double().requires_grad_()
        whole = module(x)
        g = torch.randn(whole.shape).double()
        (wanted,) = torch.autograd.grad(whole, x, g)
        a = module.self_attn(*[module.norm1(x) if norm_first else x] * 3, need_weights=False)[0]
        s = (x + a).detach().requires_grad_()
        n = s if norm_first else module.norm1(s)
        f = module.linear2(module.activation(module.linear1(module.norm2(n) if norm_first else n)))
        end = n + f if norm_first else module.norm2(n + f)
        (g_s,) = torch.autograd.grad(end, s, g, retain_graph=True)
        (g_a,) = torch.autograd.grad(a, x, g_s)
        place, told = (0, 1, 2), layer_function(each, (3, 12))
        values: Values = {"x": x[place].item(), "a": a[place].item(), "f": f[place].item(), "n": n[place].item()}
        values |= {"n_z": end[place].item()}
        values = worked_out(told.forward, values)
        close(values["y"], whole[place].item())
        if not norm_first:
            close(values["z"], (n + f)[place].item())
        close(told.backward[0].work_out({"g_s": g_s[place].item(), "g_a": g_a[place].item()}), wanted[place].item())


def looked_up(layer: Layer) -> None:
    module = layer.build((5,)).double()
    tokens = torch.tensor([[1, 3, 1, 0, 1]])
    y = module(tokens)
    g = torch.randn(y.shape).double()
    y.backward(g)
    told = layer_function(layer, (5,))
    close(told.forward[0].work_out({"w": module.weight[3, 2].item()}), y[0, 1, 2].item())
    close(told.backward[0].work_out({"g_o": g[0, [0, 2, 4], 2].tolist()}), module.weight.grad[1, 2].item())


def positions(layer: Layer) -> None:
    x = torch.randn(1, 5, 6).double().requires_grad_()
    y = layer.build((5, 6)).double()(x)
    y.backward(torch.full_like(y, 1.7))
    told = layer_function(layer, (5, 6))
    for p, k in ((0, 0), (3, 4), (2, 5), (4, 1)):
        made = told.forward[k % 2].work_out({"x": x[0, p, k].item(), "p": p, "k": k})
        assert abs(float(made) - y[0, p, k].item()) < 1e-6  # type: ignore[arg-type]
    close(told.backward[0].work_out({"g": 1.7}), x.grad[0, 0, 0].item())  # type: ignore[index]
