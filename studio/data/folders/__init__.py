"""Folders of files that people name as data: what lies in them, and how they are parted."""
