//! All of identity v2, against a table of its methods, messages and enums that was made from Cloudforet's protocol
//! definition and knows nothing of the documents and of the generated code.
//!
//! - `documents` holds the documents in `specs` against the table.

#[cfg(test)]
mod documents;
#[cfg(test)]
mod table;
