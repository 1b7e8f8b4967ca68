"""What goes on inside a network: values and gradients of a sample, health of a training, checks of the derivative."""
