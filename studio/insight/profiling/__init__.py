"""What each layer of a network takes on a device, measured: time and memory, beside what the device could do."""
