//! Lists that come page by page.

mod items;
mod json;
mod pager;
mod pages;
mod progress;
mod request;
mod rules;

pub use self::items::Items;
pub use self::pages::Pages;
pub use self::rules::{Follow, PageSize, Paging, Place, Way};
