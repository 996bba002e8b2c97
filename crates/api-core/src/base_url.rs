//! The address of a service.
