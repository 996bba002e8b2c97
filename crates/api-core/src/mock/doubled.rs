//! What all generated doubles have, whatever their operation.

use super::double::Double;
use super::received::{Received, Unreadable};

/// A double of an operation, as a generated crate has one for each.
pub trait Doubled {
    /// The arguments of a request, typed.
    type Received: for<'r> TryFrom<&'r Received, Error = Unreadable>;

    /// What the double does.
    fn into_double(self) -> Double;
}

/// What a generated double and its answers have in common with all others.
#[doc(hidden)]
#[macro_export]
macro_rules! doubled {
    ($double:ident, $received:ident) => {
        impl $double {
            /// Answers as the double that this function gives for a request, a new one of the same operation with one answer.
            pub fn respond_with(
                self,
                mut respond: impl ::core::ops::FnMut(&$crate::mock::Arrived<'_, $received>) -> Self
                + ::core::marker::Send
                + 'static,
            ) -> Self {
                Self(self.0.respond_with(move |received| {
                    $crate::mock::Arrived::read(received).map(|arrived| respond(&arrived).0)
                }))
            }

            /// Answers so, as no caller hopes for.
            pub fn fault(self, fault: $crate::mock::Fault) -> Self {
                Self(self.0.reply(fault))
            }

            /// Delays the answer that was given last.
            pub fn delayed(self, delay: ::core::time::Duration) -> Self {
                Self(self.0.delayed(delay))
            }

            /// Gives the answer that was given last a header.
            pub fn with_header(
                self,
                name: &str,
                value: impl ::core::convert::Into<::std::string::String>,
            ) -> Self {
                Self(self.0.with_header(name, value))
            }

            /// Wants so many requests: `1`, `1..`, `..=2`.
            pub fn expect(self, times: impl ::core::convert::Into<$crate::mock::Times>) -> Self {
                Self(self.0.expect(times))
            }

            /// Wants a header of the request, such as the credential of the client. Its value is not shown where it is missing.
            pub fn header(
                self,
                name: &'static str,
                value: impl ::core::convert::Into<::std::string::String>,
            ) -> Self {
                Self(self.0.any_header(name, value))
            }

            /// Wants the request to be as this function wants it.
            pub fn matching(
                self,
                predicate: impl ::core::ops::Fn(&$crate::mock::Arrived<'_, $received>) -> bool
                + ::core::marker::Send
                + ::core::marker::Sync
                + 'static,
            ) -> Self {
                Self(self.0.matching(move |received| {
                    $crate::mock::Arrived::read(received).is_ok_and(|arrived| predicate(&arrived))
                }))
            }
        }

        impl $crate::mock::Doubled for $double {
            type Received = $received;

            fn into_double(self) -> $crate::mock::Double {
                self.0
                    .readable(|received| $received::try_from(received).map(::core::mem::drop))
            }
        }
    };
}
