//! Committed outputs of the generator for small documents, compiled and driven.
