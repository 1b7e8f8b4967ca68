"""What the playgrounds work out, each with torch itself: paths, slopes, surfaces, windows, boxes."""
