"""The layers that Keras has, by family; a file that lies here is read."""
