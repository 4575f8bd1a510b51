"""Pictures of a segmentation: one family a file, each drawn as SVG that needs no script, with its words and numbers."""
