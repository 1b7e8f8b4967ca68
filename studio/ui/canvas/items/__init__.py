"""What is drawn on the canvas: cards, links, ports, and the whole from far away."""
