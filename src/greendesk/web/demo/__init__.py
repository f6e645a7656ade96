"""The demonstration: real facts with their sources and marked inventions, read from the folder demo/."""
