//! Looking into the body of an answer that is handed on afterwards.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use reqwest::{Response, ResponseBuilderExt};

/// An error body that says something in so many words is no error body.
const LONGEST: usize = 16 * 1024;

/// The first part of the body, which is all of it unless it is long, and the answer as it came.
pub(super) async fn peek(response: Response) -> (Bytes, Response) {
    let url = response.url().clone();
    let (mut parts, mut body) = http::Response::<reqwest::Body>::from(response).into_parts();
    let mut frames = VecDeque::new();
    let mut seen = Vec::new();
    while seen.len() < LONGEST
        && let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await
    {
        let broken = frame.is_err();
        if let Some(data) = frame.as_ref().ok().and_then(Frame::data_ref) {
            seen.extend_from_slice(data);
        }
        frames.push_back(frame);
        if broken {
            break;
        }
    }
    // An answer remembers where it came from among its extensions, and gives that away in no other manner.
    if let Ok(origin) = http::Response::builder().url(url).body(()) {
        parts.extensions.extend(origin.into_parts().0.extensions);
    }
    let body = reqwest::Body::wrap(Replayed { frames, rest: body });
    let response = http::Response::from_parts(parts, body).into();
    (Bytes::from(seen), response)
}

/// What was read already, and then the rest.
struct Replayed {
    frames: VecDeque<Result<Frame<Bytes>, reqwest::Error>>,
    rest: reqwest::Body,
}

impl Body for Replayed {
    type Data = Bytes;
    type Error = reqwest::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, reqwest::Error>>> {
        match self.frames.pop_front() {
            Some(frame) => Poll::Ready(Some(frame)),
            None => Pin::new(&mut self.rest).poll_frame(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.frames.is_empty() && self.rest.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let lengths = self
            .frames
            .iter()
            .filter_map(|frame| frame.as_ref().ok()?.data_ref());
        let read = lengths.fold(0, |sum: u64, data| sum.saturating_add(data.len() as u64));
        let rest = self.rest.size_hint();
        let mut hint = SizeHint::new();
        hint.set_lower(rest.lower().saturating_add(read));
        if let Some(upper) = rest.upper() {
            hint.set_upper(upper.saturating_add(read));
        }
        hint
    }
}
