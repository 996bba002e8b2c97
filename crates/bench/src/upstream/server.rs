//! The child process: the service behind HTTP, with its orders on standard input.

use std::convert::Infallible;
use std::io::{self, BufRead, Write};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use http::header::CONTENT_TYPE;
use http::{Response, StatusCode};
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpSocket};

use super::{Grant, Refusal, State};
use crate::BoxError;

/// The argument that makes this program the service.
pub(super) const COMMAND: &str = "serve";

/// Connections that may wait to be accepted: a crowd arrives at once.
const BACKLOG: u32 = 16_384;

/// Serves until standard input ends, if this process was started to do so.
pub fn serve_if_asked() -> Result<bool, BoxError> {
    if std::env::args().nth(1).as_deref() != Some(COMMAND) {
        return Ok(false);
    }
    let state = Arc::new(State::default());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let socket = runtime.block_on(async {
        let socket = TcpSocket::new_v4()?;
        socket.bind(([127, 0, 0, 1], 0).into())?;
        socket.listen(BACKLOG)
    })?;
    println!("http://{}", socket.local_addr()?);
    let here = Arc::clone(&state);
    std::thread::spawn(move || runtime.block_on(accept(socket, here)));
    obey(&state)?;
    Ok(true)
}

fn obey(state: &State) -> Result<(), BoxError> {
    for order in io::stdin().lock().lines() {
        let order = order?;
        let words: Vec<&str> = order.split(' ').collect();
        if let ["set", delay, life, mode] = words[..] {
            state.set(delay.parse()?, life.parse()?, mode.parse()?);
        }
        println!("{}", state.calls.load(Relaxed));
        io::stdout().flush()?;
    }
    Ok(())
}

async fn accept(socket: TcpListener, state: Arc<State>) {
    loop {
        // A connection that broke before it was accepted is its sender's loss.
        let Ok((stream, _)) = socket.accept().await else {
            continue;
        };
        let _ = stream.set_nodelay(true);
        let state = Arc::clone(&state);
        let service = service_fn(move |_| {
            let state = Arc::clone(&state);
            async move { Ok::<_, Infallible>(answer(state.grant().await)) }
        });
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

/// An answer of RFC 6749 section 5; the header is for those who ask a metadata server.
fn answer(grant: Result<Grant, Refusal>) -> Response<Full<Bytes>> {
    let (status, body) = match grant {
        Ok(grant) => (StatusCode::OK, grant.body()),
        Err(Refusal(status)) => (
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            Refusal::BODY.to_owned(),
        ),
    };
    let mut response = Response::new(Full::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        http::HeaderValue::from_static("application/json"),
    );
    headers.insert("metadata-flavor", http::HeaderValue::from_static("Google"));
    response
}
