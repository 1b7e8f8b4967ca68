"""How pictures may lie in a folder with what is known of them, each way in a module, and which way a folder has."""
