"""What menus and keys do to the network, each as one undo step."""
