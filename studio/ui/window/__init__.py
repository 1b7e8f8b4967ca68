"""The main window: menus, documents, notices and what F1 explains."""
