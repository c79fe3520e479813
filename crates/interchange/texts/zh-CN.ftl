# Files
problem-file-empty = x
