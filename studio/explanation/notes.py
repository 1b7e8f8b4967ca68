"""What experience adds to a declaration: traps, where a layer comes from, and where PyTorch documents it."""

from __future__ import annotations

from collections.abc import Mapping

from studio.layers import Declaration
from studio.layers.native import FunctionLayer, NativeLayer
from studio.layers.torch_function import TorchFunction
from studio.layers.torch_module import TorchModule
from studio.text import tr
from studio.training.averages import Average
from studio.training.losses import Loss
from studio.training.optimizers import Optimizer
from studio.training.schedules import Schedule

DOCUMENTATION = "https://docs.pytorch.org/docs/stable/generated/torch."

_BY_OTHER_NAMES = {"DepthwiseConv2d": "nn.Conv2d", "PointwiseConv2d": "nn.Conv2d", "Upsample": "nn.Upsample",
                   "Add": "add", "Subtract": "sub", "Multiply": "mul", "Divide": "div", "Concat": "cat",
                   "Reshape": "reshape"}  # fmt: skip
_IN_NN = ("RNN", "GRU", "LSTM", "MultiheadAttention", "TransformerEncoderLayer", "LPPool1d")

CONVOLUTION = (
    tr("Without padding every convolution shrinks its input by F − 1, so deep stacks run out of pixels."),
    tr(
        "“same” works with stride 1 only. With a larger stride and an odd F, padding (F − 1) / 2 "
        "gives the input's size over the stride, rounded up."
    ),
    tr("Its bias has no effect before a BatchNorm, which subtracts the mean: switch it off there."),
)
NORMALIZED_BY_BATCH = (
    tr("With few samples in a batch its statistics are noise: below 8 or so, GroupNorm does better."),
    tr("It behaves differently in training and in use; forgetting to switch to evaluation is a classic mistake."),
    tr("Dropout before it changes the variance it has learned, which misleads it in use."),
    tr("momentum is the share of the new batch in its running statistics; Keras counts the share of the old ones."),
    tr("Frozen, it normalises by its running statistics in training too, and leaves them as they are."),
)
SATURATING = (
    tr("Far from 0 its slope is nearly 0, so gradients vanish in deep stacks; between hidden layers prefer ReLU."),
)
DROPOUT = (
    tr("It acts in training only, so training loss is often above validation loss; that is no mistake."),
    tr("Before a BatchNorm it shifts the variance between training and use: put it behind."),
    tr("In training what stays is divided by 1 − p, so nothing has to be scaled in use."),
)
RECURRENT = (
    tr("Gradients through long sequences vanish or explode: clip them, and prefer LSTM or GRU to a plain RNN."),
    tr("dropout acts between stacked layers only, so with one layer it does nothing."),
)
DEAD = (tr("A unit whose input stays negative gets no gradient and never recovers; a high learning rate kills many."),)
OVERLAP = (
    tr("A kernel_size that stride does not divide gives a checkerboard pattern (Odena et al., 2016)."),
    tr("Several input sizes of the strided convolution it reverses give one size; output_padding says which is meant."),
)
ATTENTION = (
    tr("Work and memory grow with the square of the length."),
    tr("It does not know the order of its steps: add a PositionalEncoding before it."),
)
ADAPTIVE = tr("Where output_size does not divide the input's size, windows overlap.")
UNEVEN = tr("ONNX holds it only where output_size divides the input's size.")

TRAPS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("Conv1d", "Conv2d", "Conv3d"), CONVOLUTION),
    "DepthwiseConv2d": (tr("It mixes no channels: without a PointwiseConv2d behind it, each stays by itself."),),
    "PointwiseConv2d": (tr("It sees one pixel only: the receptive field does not grow."),),
    **dict.fromkeys(("ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d"), OVERLAP),
    **dict.fromkeys(("BatchNorm1d", "BatchNorm2d", "BatchNorm3d"), NORMALIZED_BY_BATCH),
    **dict.fromkeys(("Sigmoid", "Tanh", "Softsign", "Hardsigmoid", "Hardtanh"), SATURATING),
    **dict.fromkeys(("Dropout", "Dropout1d", "Dropout2d", "Dropout3d"), DROPOUT),
    "AlphaDropout": (
        DROPOUT[0],
        tr("It keeps mean and variance where they are 0 and 1, as behind SELU; elsewhere take Dropout."),
    ),
    "Softmax": (
        tr(
            "CrossEntropyLoss applies it itself: another one before it flattens the gradients, and with "
            "ten classes the loss never gets below 1.46."
        ),
    ),
    "LogSoftmax": (
        tr(
            "CrossEntropyLoss applies it itself: before that loss it changes nothing. NLLLoss and "
            "KLDivLoss want it."
        ),
    ),
    **dict.fromkeys(("RNN", "GRU", "LSTM"), RECURRENT),
    **dict.fromkeys(("ReLU", "ReLU6", "Threshold"), DEAD),
    **dict.fromkeys(("MultiheadAttention", "TransformerEncoderLayer"), ATTENTION),
    **dict.fromkeys(("AdaptiveAvgPool1d", "AdaptiveAvgPool2d"), (ADAPTIVE,)),
    "AdaptiveAvgPool3d": (ADAPTIVE, tr("ONNX holds it only with output_size 1.")),
    **dict.fromkeys((f"AdaptiveMaxPool{axes}d" for axes in (1, 2, 3)), (ADAPTIVE, UNEVEN)),
    **dict.fromkeys(
        (f"MaxPool{axes}d" for axes in (1, 2, 3)),
        (tr("A stride larger than the window skips numbers altogether."),),
    ),
    **dict.fromkeys(
        (f"AvgPool{axes}d" for axes in (1, 2, 3)),
        (tr(
            "With padding, the zeros count in the mean and darken the edges, unless count_include_pad is "
            "off."
        ),),
    ),
    "Linear": (
        tr("Behind a convolution it wants a Flatten, and then usually has most of the network's weights."),
        tr("Two of them without an activation between compute no more than one."),
    ),
    "Step": (tr("Its slope is 0 everywhere, so nothing before it learns by gradients."),),
    "Embedding": (tr("Its input has to be whole numbers below num_embeddings; a larger one ends the run."),),
    "SELU": (tr("It keeps its promise only with LeCun's initialisation and AlphaDropout."),),
    "Flatten": (tr("It fixes the image size the layers behind it were made for; global pooling does not."),),
    "Reshape": (tr("It keeps the order of the numbers: to exchange axes, use Permute."),),
    "Concat": (tr("It adds up channels: after many of them the layers behind grow costly."),),
    "Add": (tr(
        "Branches of different width do not add: bring the shortcut to the width with a 1×1 "
        "convolution."
    ),),
    "Divide": (tr("A zero in the second input gives infinity."),),
    "Input": (tr(
        "Sizes count without the batch and channels first: (3, 224, 224), where Keras has (224, 224, "
        "3)."
    ), tr(
        "An exported ONNX file has the preparation of samples inside: give it rows as in the source and "
        "pictures from 0 to 1, not scaled ones, unless it was written without its preparation."
    )),
    "Output": (tr(
        "CrossEntropyLoss and BCEWithLogitsLoss apply Softmax and Sigmoid themselves: give them "
        "plain scores."
    ), tr(
        "An exported ONNX file answers numbers in the units of the data, also where they were scaled for the training."
    )),
    "Custom": (
        tr(
            "What it learns has to be made in the constructor, as nn.Parameter or as modules: what "
            "forward makes is new each time and never learns."
        ),
    ),
    "LocalResponseNorm": (tr("It has gone out of use; BatchNorm does more."),),
    "CrossEntropyLoss": (
        tr("It applies Softmax itself: let the network end with plain scores."),
        tr(
            "Where one class is frequent, always answering it does well: set weight to make rare classes "
            "count."
        ),
    ),
    "NLLLoss": (tr("Without a LogSoftmax before it, it falls below 0 without end while nothing is learnt."),),
    "KLDivLoss": (tr("It wants logarithms of probabilities: put a LogSoftmax before it."),),
    "BCEWithLogitsLoss": (
        tr(
            "It applies Sigmoid itself: another one before it keeps the loss of a right answer above "
            "0.31."
        ),
    ),
    "MSELoss": (tr("An error ten times as large counts a hundred times: outliers rule it."),),
    "L1Loss": (tr(
        "Its slope is as steep close to the goal as far away, so weights go on swinging: lower lr at "
        "the end."
    ),),
    "HuberLoss": (tr(
        "It is delta times SmoothL1Loss with beta = delta, so delta changes the size of the steps "
        "too."
    ),),
    "LBFGS": (
        tr("Of many weights s, y, g and d are vectors, and H is the matrix that the last history_size pairs make."),
        tr("It takes the losses of all batches for one: give it large ones, best all samples at once."),
        tr("It keeps 2 · history_size numbers for each weight, which large networks have no room for."),
        tr("Running statistics count each batch once, however often its loss is computed."),
    ),
    "SGD": (tr("With momentum the steps add up to lr / (1 − momentum): with 0.9, ten times lr."),),
    "Adam": (
        tr(
            "Its first steps are as long as lr, whatever the gradients are: a large lr ruins a trained "
            "network at once."
        ),
        tr(
            "Its weight_decay passes through the gradient and is divided by its size: take AdamW for a "
            "true decay."
        ),
    ),
    "AdamW": (tr(
        "Each step shrinks a weight by lr·weight_decay of itself: with a lower lr it decays more "
        "slowly."
    ),),
}  # fmt: skip
"""Typical mistakes, by kind."""

HE = "He, Zhang, Ren and Sun: Delving Deep into Rectifiers (2015)"
VASWANI = "Vaswani et al.: Attention Is All You Need (2017)"
DUMOULIN = "Dumoulin and Visin: A guide to convolution arithmetic for deep learning (2016)"
SRIVASTAVA = "Srivastava et al.: Dropout: A Simple Way to Prevent Neural Networks from Overfitting (2014)"
TOMPSON = "Tompson et al.: Efficient Object Localization Using Convolutional Networks (2015)"
IOFFE = "Ioffe and Szegedy: Batch Normalization (2015)"
ULYANOV = "Ulyanov, Vedaldi and Lempitsky: Instance Normalization (2016)"
LIN = "Lin, Chen and Yan: Network In Network (2013)"
SHI = "Shi et al.: Real-Time Single Image and Video Super-Resolution (2016)"
HOWARD = "Howard et al.: Searching for MobileNetV3 (2019)"

REFERENCES: Mapping[str, str] = {
    "Conv2d": "LeCun, Bottou, Bengio and Haffner: Gradient-Based Learning Applied to Document Recognition (1998)",
    **dict.fromkeys(("ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d"), DUMOULIN),
    "DepthwiseConv2d": "Howard et al.: MobileNets (2017)",
    "PointwiseConv2d": LIN,
    **dict.fromkeys(("AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveAvgPool3d"), LIN),
    **dict.fromkeys(("FractionalMaxPool2d", "FractionalMaxPool3d"), "Graham: Fractional Max-Pooling (2014)"),
    **dict.fromkeys(
        ("MaxUnpool1d", "MaxUnpool2d", "MaxUnpool3d"),
        "Zeiler and Fergus: Visualizing and Understanding Convolutional Networks (2014)",
    ),
    **dict.fromkeys(("BatchNorm1d", "BatchNorm2d", "BatchNorm3d"), IOFFE),
    **dict.fromkeys(("InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d"), ULYANOV),
    "LayerNorm": "Ba, Kiros and Hinton: Layer Normalization (2016)",
    "GroupNorm": "Wu and He: Group Normalization (2018)",
    "RMSNorm": "Zhang and Sennrich: Root Mean Square Layer Normalization (2019)",
    "LocalResponseNorm": "Krizhevsky, Sutskever and Hinton: ImageNet Classification with Deep CNNs (2012)",
    "Dropout": SRIVASTAVA,
    **dict.fromkeys(("Dropout1d", "Dropout2d", "Dropout3d"), TOMPSON),
    **dict.fromkeys(("SELU", "AlphaDropout"), "Klambauer et al.: Self-Normalizing Neural Networks (2017)"),
    "ReLU": "Nair and Hinton: Rectified Linear Units Improve Restricted Boltzmann Machines (2010)",
    "LeakyReLU": "Maas, Hannun and Ng: Rectifier Nonlinearities Improve Neural Network Acoustic Models (2013)",
    "PReLU": HE,
    "RReLU": "Xu et al.: Empirical Evaluation of Rectified Activations in Convolutional Network (2015)",
    "ELU": "Clevert, Unterthiner and Hochreiter: Exponential Linear Units (2015)",
    "CELU": "Barron: Continuously Differentiable Exponential Linear Units (2017)",
    "GELU": "Hendrycks and Gimpel: Gaussian Error Linear Units (2016)",
    "SiLU": "Ramachandran, Zoph and Le: Searching for Activation Functions (2017)",
    "Mish": "Misra: Mish: A Self Regularized Non-Monotonic Activation Function (2019)",
    **dict.fromkeys(("Hardswish", "Hardsigmoid"), HOWARD),
    "GLU": "Dauphin, Fan, Auli and Grangier: Language Modeling with Gated Convolutional Networks (2017)",
    "Maxout": "Goodfellow et al.: Maxout Networks (2013)",
    "Step": "Rosenblatt: The Perceptron (1958)",
    "LSTM": "Hochreiter and Schmidhuber: Long Short-Term Memory (1997)",
    "GRU": "Cho et al.: Learning Phrase Representations using RNN Encoder-Decoder (2014)",
    "RNN": "Elman: Finding Structure in Time (1990)",
    **dict.fromkeys(("MultiheadAttention", "TransformerEncoderLayer", "PositionalEncoding"), VASWANI),
    "Add": "He, Zhang, Ren and Sun: Deep Residual Learning for Image Recognition (2016)",
    "Concat": "Szegedy et al.: Going Deeper with Convolutions (2015)",
    "Multiply": "Hu, Shen and Sun: Squeeze-and-Excitation Networks (2018)",
    "PixelShuffle": SHI,
    "ChannelShuffle": "Zhang, Zhou, Lin and Sun: ShuffleNet (2018)",
    "Adam": "Kingma and Ba: Adam: A Method for Stochastic Optimization (2015)",
    "SGD": "Sutskever, Martens, Dahl and Hinton: On the importance of initialization and momentum (2013)",
    "NAdam": "Dozat: Incorporating Nesterov Momentum into Adam (2016)",
    "RAdam": "Liu et al.: On the Variance of the Adaptive Learning Rate and Beyond (2020)",
    "Adamax": "Kingma and Ba: Adam: A Method for Stochastic Optimization (2015)",
    "Adagrad": "Duchi, Hazan and Singer: Adaptive Subgradient Methods for Online Learning (2011)",
    "Adadelta": "Zeiler: ADADELTA: An Adaptive Learning Rate Method (2012)",
    "RMSprop": "Tieleman and Hinton: Lecture 6.5: rmsprop, Neural Networks for Machine Learning (2012)",
    "HuberLoss": "Huber: Robust Estimation of a Location Parameter (1964)",
    "SmoothL1Loss": "Girshick: Fast R-CNN (2015)",
    "KLDivLoss": "Kullback and Leibler: On Information and Sufficiency (1951)",
    "Embedding": "Bengio, Ducharme, Vincent and Jauvin: A Neural Probabilistic Language Model (2003)",
    "LBFGS": "Liu and Nocedal: On the Limited Memory BFGS Method for Large Scale Optimization (1989)",
    "EMA": "Polyak and Juditsky: Acceleration of Stochastic Approximation by Averaging (1992)",
    "SWA": "Izmailov et al.: Averaging Weights Leads to Wider Optima and Better Generalization (2018)",
    "AdamW": "Loshchilov and Hutter: Decoupled Weight Decay Regularization (2019)",
}  # fmt: skip
"""Where it was introduced or made known, by kind."""


def documentation(value: Declaration) -> str:
    """The address of PyTorch's own page, or nothing where it has none."""
    kind = value.kind
    if isinstance(value, FunctionLayer):
        return f"{DOCUMENTATION}{value.function}.html"
    if isinstance(value, TorchFunction):
        call = value.declared().call
        room = {"torch": "torch", "F": "nn.functional"}.get(call.partition(".")[0], "Tensor")
        return f"{DOCUMENTATION}{'' if room == 'torch' else f'{room}.'}{call.rpartition('.')[2]}.html"
    if isinstance(value, TorchModule):
        return f"{DOCUMENTATION}nn.{value.module}.html"
    if isinstance(value, NativeLayer) or kind in _IN_NN:
        return f"{DOCUMENTATION}nn.{kind}.html"
    if kind in _BY_OTHER_NAMES:
        return f"{DOCUMENTATION}{_BY_OTHER_NAMES[kind]}.html"
    if isinstance(value, Loss | Optimizer):
        return f"{DOCUMENTATION}{'nn' if isinstance(value, Loss) else 'optim'}.{kind}.html"
    if isinstance(value, Average) and value.options() is not None:
        return f"{DOCUMENTATION}optim.swa_utils.AveragedModel.html"
    if isinstance(value, Schedule):
        return f"{DOCUMENTATION}optim.lr_scheduler.{kind}.html"
    return ""
