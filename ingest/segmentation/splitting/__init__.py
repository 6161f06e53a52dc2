"""Line splitting: flattened or rewrapped text and header lines cut before each label that stands in mid-line."""
