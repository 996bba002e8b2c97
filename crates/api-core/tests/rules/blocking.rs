//! Waiting for calls and lists where nothing is asynchronous.

use api_core::blocking::Wait as _;
use api_core::runtime::Call;

use crate::paging::{answer, items};
use crate::support::{TOKEN, scripted};

#[test]
fn a_list_is_waited_for_item_by_item() {
    let (client, _) = scripted([answer("1,2"), answer("3,4"), answer("5")]);
    let mut items = items(&client, Call::new(&TOKEN));
    let mut all = Vec::new();
    while let Some(item) = items.next().wait() {
        all.push(item.unwrap());
    }
    assert_eq!(all, [1, 2, 3, 4, 5]);
}

#[cfg(feature = "reqwest")]
#[test]
fn calls_over_sockets_share_their_connection() {
    use api_core::ClientBuilder;

    use crate::support::{SERVICE, Server, call};

    let elsewhere = tokio::runtime::Runtime::new().unwrap();
    let ok = crate::support::answer("200 OK", &[], b"{}");
    let server = elsewhere.block_on(Server::same(ok));
    let client = ClientBuilder::new(&SERVICE).base_url(server.url());
    let client: api_core::Client = client.build().unwrap();
    for _ in 0..3 {
        let answer = client.execute(call(&TOKEN)).wait().unwrap();
        assert_eq!(answer.status(), 200);
    }
    assert_eq!(server.connections(), 1);
}
