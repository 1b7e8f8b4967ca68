"""Which classes of `torch.nn` can be a layer, with their ports and arguments, known without torch.

A test compares the table with the torch that is installed; arguments are checked in full against the class itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from studio.text import tr


@dataclass(frozen=True, slots=True)
class TorchClass:
    """A class of `torch.nn`: its inputs, how many outputs it has, and what its constructor takes."""

    inputs: tuple[str, ...]
    outputs: int
    arguments: tuple[str, ...]


NO_LAYERS: Mapping[str, str] = {
    "Module": tr("it is what every layer derives from and computes nothing"),
    "Container": tr("it computes nothing"),
    "Sequential": tr("it holds other layers; draw them one after the other, or make a block of them"),
    "ModuleDict": tr("it holds other layers and computes nothing"),
    "ModuleList": tr("it holds other layers and computes nothing"),
    "ParameterDict": tr("it holds parameters and computes nothing"),
    "ParameterList": tr("it holds parameters and computes nothing"),
    "DataParallel": tr("it holds a whole network"),
    "RNNBase": tr("it is what RNN, LSTM and GRU derive from"),
    "RNNCellBase": tr("it is what RNNCell, LSTMCell and GRUCell derive from"),
    "SyncBatchNorm": tr("it needs several GPUs in one training; BatchNorm2d does the same on one"),
    "TransformerDecoder": tr("it holds other layers; draw TransformerDecoderLayer as often as you need it"),
    "TransformerEncoder": tr("it holds other layers; draw TransformerEncoderLayer as often as you need it"),
    "LSTM": tr("the catalogue has a layer LSTM, whose one output can be linked"),
    "GRU": tr("the catalogue has a layer GRU, whose one output can be linked"),
    "RNN": tr("the catalogue has a layer RNN, whose one output can be linked"),
}
"""Classes of `torch.nn` that cannot be a layer, besides losses and lazy ones, and why."""

_TABLE = """
AdaptiveAvgPool1d input 1: output_size
AdaptiveAvgPool2d input 1: output_size
AdaptiveAvgPool3d input 1: output_size
AdaptiveMaxPool1d input 1: output_size return_indices
AdaptiveMaxPool2d input 1: output_size return_indices
AdaptiveMaxPool3d input 1: output_size return_indices
AlphaDropout input 1: p inplace
AvgPool1d input 1: kernel_size stride padding ceil_mode count_include_pad
AvgPool2d input 1: kernel_size stride padding ceil_mode count_include_pad divisor_override
AvgPool3d input 1: kernel_size stride padding ceil_mode count_include_pad divisor_override
BatchNorm1d input 1: num_features eps momentum affine track_running_stats bias
BatchNorm2d input 1: num_features eps momentum affine track_running_stats bias
BatchNorm3d input 1: num_features eps momentum affine track_running_stats bias
Bilinear input1,input2 1: in1_features in2_features out_features bias
CELU input 1: alpha inplace
ChannelShuffle input 1: groups
CircularPad1d input 1: padding
CircularPad2d input 1: padding
CircularPad3d input 1: padding
ConstantPad1d input 1: padding value
ConstantPad2d input 1: padding value
ConstantPad3d input 1: padding value
Conv1d input 1: in_channels out_channels kernel_size stride padding dilation groups bias padding_mode
Conv2d input 1: in_channels out_channels kernel_size stride padding dilation groups bias padding_mode
Conv3d input 1: in_channels out_channels kernel_size stride padding dilation groups bias padding_mode
ConvTranspose1d input 1: in_channels out_channels kernel_size stride padding output_padding groups bias dilation
    padding_mode
ConvTranspose2d input 1: in_channels out_channels kernel_size stride padding output_padding groups bias dilation
    padding_mode
ConvTranspose3d input 1: in_channels out_channels kernel_size stride padding output_padding groups bias dilation
    padding_mode
CosineSimilarity x1,x2 1: dim eps
CrossMapLRN2d input 1: size alpha beta k
Dropout input 1: p inplace
Dropout1d input 1: p inplace
Dropout2d input 1: p inplace
Dropout3d input 1: p inplace
ELU input 1: alpha inplace
Embedding input 1: num_embeddings embedding_dim padding_idx max_norm norm_type scale_grad_by_freq sparse
EmbeddingBag input 1: num_embeddings embedding_dim max_norm norm_type scale_grad_by_freq mode sparse
    include_last_offset padding_idx
FeatureAlphaDropout input 1: p inplace
Flatten input 1: start_dim end_dim
Fold input 1: output_size kernel_size dilation padding stride
FractionalMaxPool2d input 1: kernel_size output_size output_ratio return_indices
FractionalMaxPool3d input 1: kernel_size output_size output_ratio return_indices
GELU input 1: approximate
GLU input 1: dim
GRUCell input 1: input_size hidden_size bias
GroupNorm input 1: num_groups num_channels eps affine bias
Hardshrink input 1: lambd
Hardsigmoid input 1: inplace
Hardswish input 1: inplace
Hardtanh input 1: min_val max_val inplace min_value max_value
Identity input 1:
InstanceNorm1d input 1: num_features eps momentum affine track_running_stats bias
InstanceNorm2d input 1: num_features eps momentum affine track_running_stats bias
InstanceNorm3d input 1: num_features eps momentum affine track_running_stats bias
LPPool1d input 1: norm_type kernel_size stride ceil_mode
LPPool2d input 1: norm_type kernel_size stride ceil_mode
LPPool3d input 1: norm_type kernel_size stride ceil_mode
LSTMCell input 2: input_size hidden_size bias
LayerNorm input 1: normalized_shape eps elementwise_affine bias
LeakyReLU input 1: negative_slope inplace
Linear input 1: in_features out_features bias
LocalResponseNorm input 1: size alpha beta k
LogSigmoid input 1:
LogSoftmax input 1: dim
MaxPool1d input 1: kernel_size stride padding dilation return_indices ceil_mode
MaxPool2d input 1: kernel_size stride padding dilation return_indices ceil_mode
MaxPool3d input 1: kernel_size stride padding dilation return_indices ceil_mode
MaxUnpool1d input,indices 1: kernel_size stride padding
MaxUnpool2d input,indices 1: kernel_size stride padding
MaxUnpool3d input,indices 1: kernel_size stride padding
Mish input 1: inplace
MultiheadAttention query,key,value 2: embed_dim num_heads dropout bias add_bias_kv add_zero_attn kdim vdim
    batch_first
PReLU input 1: num_parameters init
PairwiseDistance x1,x2 1: p eps keepdim
PixelShuffle input 1: upscale_factor
PixelUnshuffle input 1: downscale_factor
RMSNorm x 1: normalized_shape eps elementwise_affine
RNNCell input 1: input_size hidden_size bias nonlinearity
RReLU input 1: lower upper inplace
ReLU input 1: inplace
ReLU6 input 1: inplace
ReflectionPad1d input 1: padding
ReflectionPad2d input 1: padding
ReflectionPad3d input 1: padding
ReplicationPad1d input 1: padding
ReplicationPad2d input 1: padding
ReplicationPad3d input 1: padding
SELU input 1: inplace
SiLU input 1: inplace
Sigmoid input 1:
Softmax input 1: dim
Softmax2d input 1:
Softmin input 1: dim
Softplus input 1: beta threshold
Softshrink input 1: lambd
Softsign input 1:
Tanh input 1:
Tanhshrink input 1:
Threshold input 1: threshold value inplace
Transformer src,tgt 1: d_model nhead num_encoder_layers num_decoder_layers dim_feedforward dropout activation
    layer_norm_eps batch_first norm_first bias
TransformerDecoderLayer tgt,memory 1: d_model nhead dim_feedforward dropout activation layer_norm_eps
    batch_first norm_first bias
TransformerEncoderLayer src 1: d_model nhead dim_feedforward dropout activation layer_norm_eps batch_first
    norm_first bias
Unflatten input 1: dim unflattened_size
Unfold input 1: kernel_size dilation padding stride
Upsample input 1: size scale_factor mode align_corners recompute_scale_factor
UpsamplingBilinear2d input 1: size scale_factor
UpsamplingNearest2d input 1: size scale_factor
ZeroPad1d input 1: padding
ZeroPad2d input 1: padding
ZeroPad3d input 1: padding
"""
"""`name inputs outputs: arguments`; a line may go on below, indented."""


def _read(table: str) -> dict[str, TorchClass]:
    found = {}
    for line in table.strip().replace("\n    ", " ").splitlines():
        head, _, arguments = line.partition(":")
        name, inputs, outputs = head.split()
        found[name] = TorchClass(tuple(inputs.split(",")), int(outputs), tuple(arguments.split()))
    return found


TORCH_CLASSES: Mapping[str, TorchClass] = MappingProxyType(_read(_TABLE))
"""Name in `torch.nn` -> what is known of the class."""
