//! Results → files.
