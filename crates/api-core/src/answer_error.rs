//! Errors made of answers.
