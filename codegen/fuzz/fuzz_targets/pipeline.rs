//! Whatever the document is, it is refused for a reason, or becomes code that is Rust.
#![no_main]

use codegen::{Prettyplease, code_of};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Err(failure) = code_of("document.yaml", bytes, &Prettyplease) {
        assert!(!failure.blames_generator(), "{failure}");
    }
});
