//! Whatever the bytes are, reading them as a document ends, and what is wrong with them can be told.
#![no_main]

use codegen::{Style, check_document};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for file in ["document.yaml", "document.json"] {
        if let Err(failure) = check_document(file, bytes) {
            assert!(failure.count() > 0);
            assert!(!failure.render(Style::Plain).is_empty());
            assert!(!failure.render(Style::Styled).is_empty());
        }
    }
});
