"""The concepts of the notes: where each is seen in the product, and the test that shows that it is seen rightly."""

from __future__ import annotations

from typing import NamedTuple


class Concept(NamedTuple):
    """`seen` are places, each the room of a registry and a name declared there, such as `layer:Conv2d`.

    `test` is a file of `tests/` with a function. `lacks` says what of it is not to be seen yet.
    """

    name: str
    seen: tuple[str, ...]
    test: str
    lacks: str = ""


PATHS, BOXES = "insight/playgrounds/test_paths.py", "insight/playgrounds/test_windows_and_boxes.py"
ORIGINS, INSPECTION, RULES = (
    "insight/test_origins.py",
    "insight/test_inspection.py",
    "explanation/test_learning_rules.py",
)
ORIGIN = f"{ORIGINS}::test_the_calculation_ends_with_the_number_of_torch"
FORMULAS = "explanation/test_formulas.py::test_formulas_hold_for_every_parameter_and_every_symbol_is_explained"
LAYERS = "insight/test_every_layer.py::test_values_and_gradients_are_those_of_plain_torch"
LOSS, STEPS = f"{RULES}::test_the_loss_told_is_that_of_torch", f"{RULES}::test_the_steps_told_are_those_of_torch"
REFERENCES = (
    "templates/test_against_plain_pytorch.py::test_it_computes_what_plain_pytorch_computes_with_the_same_weights"
)
EXACT = "templates/test_against_plain_pytorch.py::test_it_has_exactly_the_parameters_of_the_original"
ALARMS = "training/health/test_alarms.py"
FAULT = f"{ALARMS}::test_a_planted_fault_is_told_early_in_the_node_that_has_it"
MOVES = "data/augmentation/test_movements.py"

CONCEPTS = (
    # Perceptrons and networks of them
    Concept("perceptron", ("template:and-step", "playground:gates", "lesson:gates"),
            "concepts/test_gates.py::test_a_gate_opens_with_the_weights_of_the_notes_and_is_that_gate"),
    Concept("weights and bias", ("playground:gates", "layer:Linear"),
            f"{BOXES}::test_weights_of_the_notes_make_the_gate"),
    Concept("AND, NAND and OR", ("template:and-step", "template:nand-step", "template:or-step", "playground:gates"),
            "concepts/test_gates.py::test_a_gate_opens_with_the_weights_of_the_notes_and_is_that_gate"),
    Concept("what one perceptron cannot do: XOR", ("template:xor-perceptron",),
            "training/test_tasks.py::test_a_perceptron_does_not_learn_xor_but_two_layers_do"),
    Concept("XOR of three perceptrons", ("template:xor-gates", "lesson:gates"),
            "concepts/test_gates.py::test_xor_is_and_of_s1_and_s2"),
    Concept("learning rule of a perceptron", ("template:and-gate",),
            "training/test_tasks.py::test_a_perceptron_learns_a_gate"),
    Concept("decision boundary", ("action:train.results",),
            "evaluation/test_boundary.py::test_probabilities_are_those_of_torch_at_every_point"),
    Concept("layers of a network, input to output", ("template:three-layer-net", "lesson:first-network"),
            f"{INSPECTION}::test_the_three_layer_net_gives_the_numbers_of_the_notes"),
    Concept("forward pass with numbers", ("template:three-layer-net", "action:view.values"),
            f"{INSPECTION}::test_the_three_layer_net_gives_the_numbers_of_the_notes"),
    Concept("weighted sum of a dense unit", ("layer:Linear", "action:view.values"),
            f"{ORIGINS}::test_a_dense_unit_has_its_weighted_sum"),
    # Activation functions
    Concept("step function", ("layer:Step", "lesson:gates"),
            "layers/test_activation.py::test_the_step_is_one_above_zero_only_and_has_no_slope"),
    Concept("sigmoid", ("layer:Sigmoid", "lesson:first-weights"), FORMULAS),
    Concept("tanh", ("layer:Tanh",), FORMULAS),
    Concept("ReLU", ("layer:ReLU",), FORMULAS),
    Concept("leaky, parametric and exponential ReLU", ("layer:LeakyReLU", "layer:PReLU", "layer:ELU"), FORMULAS),
    Concept("maxout", ("layer:Maxout",), "layers/test_activation.py::test_maxout_keeps_the_largest_of_its_pieces"),
    Concept("softmax, shifted against overflow", ("layer:Softmax", "action:view.values"),
            f"{ORIGINS}::test_softmax_is_shifted_so_that_large_scores_do_no_harm"),
    Concept("derivatives of activation functions", ("layer:Sigmoid", "layer:ReLU"),
            "explanation/test_pages.py::test_the_derivative_drawn_is_the_slope_of_the_function_drawn"),
    # Losses
    Concept("mean squared error", ("loss:MSELoss",), LOSS),
    Concept("mean absolute error", ("loss:L1Loss",), LOSS),
    Concept("Huber and smooth L1", ("loss:HuberLoss", "loss:SmoothL1Loss"), LOSS),
    Concept("cross-entropy", ("loss:CrossEntropyLoss",), LOSS),
    Concept("cross-entropy of two classes", ("loss:BCEWithLogitsLoss",), LOSS),
    Concept("negative log-likelihood", ("loss:NLLLoss",), LOSS),
    Concept("Kullback-Leibler divergence", ("loss:KLDivLoss",), LOSS),
    Concept("one-hot and soft targets", ("loss:CrossEntropyLoss",),
            "training/test_every_loss.py::test_soft_targets_are_taken_by_the_cross_entropy"),
    Concept("label smoothing", ("loss:CrossEntropyLoss",),
            f"{RULES}::test_no_answers_have_a_smoothed_loss_below_the_lowest_told"),
    # Derivatives
    Concept("numerical derivative", ("playground:derivative",),
            f"{PATHS}::test_a_central_difference_is_near_the_slope_but_for_kinks"),
    Concept("rounding in a numerical derivative", ("playground:derivative",),
            f"{PATHS}::test_a_step_too_small_drowns_in_rounding"),
    Concept("tangent", ("playground:derivative",), f"{PATHS}::test_the_slopes_of_the_notes"),
    Concept("partial derivatives and the gradient", ("playground:gradient_field",),
            f"{PATHS}::test_the_gradients_of_the_notes"),
    Concept("gradient descent and the learning rate", ("playground:optimizer_paths", "optimizer:SGD"),
            f"{PATHS}::test_sgd_goes_by_the_formula"),
    Concept("gradient of a network's loss", ("action:view.values",),
            f"{INSPECTION}::test_with_a_target_gradients_are_those_of_the_projects_loss"),
    Concept("computational graph", ("template:apples", "lesson:back-propagation"),
            "concepts/test_back_propagation.py::test_two_apples_at_100_with_tax_cost_220_and_each_number_has_its_derivative"),
    Concept("chain rule and back-propagation", ("template:apples", "lesson:back-propagation"),
            "concepts/test_back_propagation.py::test_each_derivative_is_a_product_of_the_one_behind_it"),
    Concept("backward of a sum: branches are added", ("template:apples",),
            "concepts/test_back_propagation.py::test_with_oranges_branches_are_summed"),
    Concept("backward of every layer", ("action:view.values",), LAYERS),
    Concept("gradient check", ("action:train.check_gradients", "lesson:back-propagation"),
            "insight/test_gradient_check.py::test_both_gradients_of_every_loss_agree"),
    # Learning
    Concept("mini-batches and epochs", ("template:two-layer-net",),
            "training/test_batches_and_chance.py::test_batches_cover_every_sample_and_only_a_lone_sample_makes_one_larger"),
    Concept("two-layer network of the notes", ("template:two-layer-net", "lesson:optimizers"), EXACT),
    Concept("momentum", ("optimizer:SGD", "playground:optimizer_paths"), STEPS),
    Concept("AdaGrad", ("optimizer:Adagrad", "playground:optimizer_paths"), STEPS),
    Concept("RMSprop", ("optimizer:RMSprop",), STEPS),
    Concept("Adam", ("optimizer:Adam", "playground:optimizer_paths", "lesson:optimizers"),
            f"{RULES}::test_adam_is_told_as_it_was_published"),
    Concept("paths over one surface", ("playground:optimizer_paths",), f"{PATHS}::test_its_steps_are_those_of_torch"),
    Concept("loss surface of a network", ("playground:loss_surface",),
            "insight/playgrounds/test_loss_surface.py::test_each_place_is_the_loss_of_the_moved_weights"),
    Concept("learning rates over a run", ("schedule:StepLR", "schedule:CosineAnnealingLR"),
            "training/test_schedules.py::test_the_rates_told_beforehand_are_those_of_torch"),
    # First weights
    Concept("weights of deviation 1 saturate",
            ("initialization:Normal", "action:train.beginnings", "lesson:first-weights"),
            "concepts/test_initialization.py::test_weights_of_deviation_1_saturate_sigmoids"),
    Concept("weights of deviation 0.01 are all alike", ("initialization:Normal", "action:train.beginnings"),
            "concepts/test_initialization.py::test_weights_of_deviation_0_01_bring_all_to_one_half"),
    Concept("Xavier", ("initialization:XavierNormal", "lesson:first-weights"),
            "concepts/test_initialization.py::test_xavier_keeps_sigmoids_spread"),
    Concept("He", ("initialization:KaimingNormal",),
            "concepts/test_initialization.py::test_behind_relu_he_keeps_the_signal_and_small_weights_lose_it"),
    Concept("vanishing and exploding gradients", ("alarm:vanishing_gradients", "alarm:exploding_gradients"), FAULT,
            "Norms are told over time; histograms of gradients over time are not."),
    # Learning well
    Concept("batch normalisation, in training and in use", ("layer:BatchNorm2d", "lesson:batch-norm"),
            f"{INSPECTION}::test_in_training_mode_dropout_has_the_mask_of_its_seed_and_norms_those_of_the_batch"),
    Concept("dropout", ("layer:Dropout", "lesson:overfitting"), f"{ORIGINS}::test_dropout_shows_its_mask_in_training"),
    Concept("weight decay", ("optimizer:AdamW", "lesson:overfitting"),
            "training/test_weight_decay.py::test_steps_are_those_of_torch_with_the_same_groups"),
    Concept("overfitting", ("alarm:overfitting", "lesson:overfitting"),
            f"{ALARMS}::test_wrong_labels_that_are_learnt_by_heart_are_told"),
    Concept("early stopping", ("action:train.start",),
            "training/test_early_stopping.py::test_a_training_that_no_longer_improves_ends_early_and_says_why"),
    Concept("training, validation and test samples", ("action:data.show",),
            "data/test_splits_and_fitting.py::test_a_split_keeps_every_sample_once"),
    Concept("augmentation", ("transform:RandomRotation", "template:cats-and-dogs"),
            f"{MOVES}::test_the_generator_of_keras_composes_its_matrices_so"),
    Concept("search for hyperparameters", ("action:train.variations",),
            "project/sweeps/test_axes.py::test_a_grid_has_all_combinations_once"),
    # Convolutional networks
    Concept("convolution: window, kernel, sum", ("layer:Conv2d", "lesson:convolution", "playground:im2col"),
            f"{ORIGINS}::test_a_convolution_has_its_window_and_its_kernel"),
    Concept("padding and stride, and the size that follows", ("layer:Conv2d", "lesson:convolution"), FORMULAS),
    Concept("pooling", ("layer:MaxPool2d", "layer:AvgPool2d"), ORIGIN),
    Concept("im2col", ("playground:im2col",), f"{BOXES}::test_the_product_with_the_kernel_is_the_convolution"),
    Concept("receptive field", ("layer:Conv2d",),
            "compiler/test_receptive_field.py::test_it_is_what_has_been_published"),
    Concept("feature maps and kernels", ("action:view.values", "lesson:convolution"),
            "insight/test_strips.py::test_feature_maps_stand_side_by_side_in_one_scale"),
    Concept("1×1 convolutions and the bottleneck", ("layer:PointwiseConv2d", "template:bottleneck"),
            "layers/test_convolution.py::test_a_pointwise_convolution_is_a_linear_layer_on_each_pixel"),
    Concept("local response normalisation", ("layer:LocalResponseNorm",),
            "layers/test_normalization.py::test_local_response_norm_is_alexnets"),
    Concept("global average pooling in place of dense layers", ("template:nin",), REFERENCES),
    # Networks
    Concept("LeNet-5 and SimpleConvNet", ("template:lenet5", "template:simple-convnet", "lesson:first-network"), EXACT),
    Concept("AlexNet and VGG", ("template:alexnet", "template:vgg16", "template:vgg16-fcn"), EXACT),
    Concept("inception (GoogLeNet)", ("template:googlenet", "template:inception-digits"), EXACT),
    Concept("degradation, and the shortcut of ResNet",
            ("playground:side_by_side", "template:resnet20", "lesson:residual"),
            "project/test_twins.py::test_of_32_layers_those_with_shortcuts_learn"),
    Concept("dense connections (DenseNet)", ("template:densenet121",), EXACT),
    Concept("detection: anchors, IoU, suppression", ("playground:anchors", "playground:suppression"),
            f"{BOXES}::test_of_boxes_that_lie_together_the_best_is_kept"),
    # Beyond pictures
    Concept("embedding, and sequences", ("layer:Embedding", "layer:LSTM", "lesson:sequences"),
            "layers/test_recurrent.py::test_an_embedding_looks_vectors_up_and_keeps_the_padding_at_zero"),
)  # fmt: skip
