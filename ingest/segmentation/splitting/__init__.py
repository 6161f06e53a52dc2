"""Line splitting: flattened or rewrapped text and header lines cut before each label in mid-line."""
