//! Simulating.
