//! Single values.

use api_core::Error;
use serde_json::{Number, Value};

/// A single value that something is compared with: a text, a number, or true or false.
///
/// Servers keep every number as a 64-bit float, so that whole numbers beyond 2^53 would silently become others. Types whose every value is safe
/// convert by themselves; the others by `try_from`, which refuses those that are not, and a float that is no number.
///
/// ```
/// use spaceone_identity::query::{Filter, Scalar};
///
/// let busy = Filter::gt("user_count", 100);
/// let dear = Filter::gte("cost_info.month", Scalar::try_from(99.5)?);
/// assert!(Scalar::try_from(u64::MAX).is_err());
/// # let _ = (busy, dear);
/// # Ok::<(), spaceone_identity::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Scalar(Value);

/// The largest whole number that a float can tell from its neighbours.
const EXACT: i128 = 1 << f64::MANTISSA_DIGITS;

impl From<Scalar> for Value {
    fn from(scalar: Scalar) -> Self {
        scalar.0
    }
}

macro_rules! always {
    ($($type:ty),*) => {$(
        impl From<$type> for Scalar {
            fn from(value: $type) -> Self {
                Self(value.into())
            }
        }
    )*};
}
always!(bool, i8, i16, i32, u8, u16, u32, String, &str);

impl From<&String> for Scalar {
    fn from(text: &String) -> Self {
        Self(text.as_str().into())
    }
}

macro_rules! whole {
    ($($type:ty),*) => {$(
        /// Refuses what is beyond 2^53.
        impl TryFrom<$type> for Scalar {
            type Error = Error;

            fn try_from(number: $type) -> Result<Self, Error> {
                let is_exact = i128::try_from(number).is_ok_and(|number| (-EXACT..=EXACT).contains(&number));
                if is_exact {
                    Ok(Self(number.into()))
                } else {
                    Err(Error::configuration("value", "is a whole number beyond 2^53, which servers do not keep exactly"))
                }
            }
        }
    )*};
}
whole!(i64, u64, isize, usize);

/// Refuses what is not finite.
impl TryFrom<f64> for Scalar {
    type Error = Error;

    fn try_from(number: f64) -> Result<Self, Error> {
        match Number::from_f64(number) {
            Some(number) => Ok(Self(number.into())),
            None => Err(Error::configuration(
                "value",
                "is no finite number, which JSON cannot hold",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use api_core::ErrorKind;

    use super::*;

    #[test]
    fn numbers_that_servers_would_change_are_refused() {
        let exact = 9_007_199_254_740_992_u64;
        assert_eq!(
            Scalar::try_from(exact).map(Value::from).ok(),
            Some(exact.into())
        );
        assert_eq!(
            Scalar::try_from(-7_i64).map(Value::from).ok(),
            Some((-7).into())
        );
        assert_eq!(
            Scalar::try_from(0.5).map(Value::from).ok(),
            Some(0.5.into())
        );
        let refused = [
            Scalar::try_from(exact + 1),
            Scalar::try_from(i64::MIN),
            Scalar::try_from(usize::MAX),
            Scalar::try_from(isize::MIN),
            Scalar::try_from(f64::NAN),
            Scalar::try_from(f64::NEG_INFINITY),
        ];
        for refused in refused {
            assert_eq!(
                refused.map_err(|error| error.kind()),
                Err(ErrorKind::Configuration)
            );
        }
    }
}
