use std::sync::{Arc, Mutex};

use api_core::{Bytes, ErrorKind, Limits, Transport, TransportError, async_trait, http};
use goldens::servers::{
    Client, ListZonesServer, PutFileServer, PutFileServerShard, Server, ServerRegion,
};

use crate::server;

/// A transport that answers every request with 204, and remembers where it went.
#[derive(Clone, Debug, Default)]
struct Visited(Arc<Mutex<Vec<String>>>);

#[async_trait]
impl Transport for Visited {
    async fn send(
        &self,
        request: http::Request<Bytes>,
        _: Limits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        self.0.lock().unwrap().push(request.uri().to_string());
        let answer = http::Response::builder().status(204);
        Ok(answer.body(Bytes::new()).unwrap())
    }
}

impl Visited {
    fn last(&self) -> String {
        self.0.lock().unwrap().last().unwrap().clone()
    }
}

fn client(server: &Server) -> (Client, Visited) {
    let visited = Visited::default();
    let builder = Client::builder().server(server.url().unwrap());
    let client = builder.transport(visited.clone()).build().unwrap();
    (client, visited)
}

#[tokio::test]
async fn a_server_has_its_defaults_and_typed_variables() {
    let (defaults, visited) = client(&Server::new());
    defaults.list_things().await.unwrap();
    let url = "https://eu.servers.example.com:8443/v2/things";
    assert_eq!(visited.last(), url);
    let server = Server::new().region(ServerRegion::UsSouth).port("99");
    let (other, visited) = client(&server.base_path("a/b"));
    other.list_things().await.unwrap();
    let url = "https://us-south.servers.example.com:99/a/b/things";
    assert_eq!(visited.last(), url);
}

#[test]
fn a_value_that_has_no_place_in_an_address_is_an_error_that_names_the_variable() {
    assert_eq!("ap.2".parse::<ServerRegion>().unwrap(), ServerRegion::Ap2);
    let error = "mars".parse::<ServerRegion>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(
        error.to_string(),
        "`region` is none of `eu`, `us-south`, `ap.2`"
    );
    for (server, name) in [
        (Server::new().port("1/evil"), "`port`"),
        (Server::new().port("1@evil"), "`port`"),
        (Server::new().port(""), "`port`"),
        (Server::new().base_path("../admin"), "`basePath`"),
        (Server::new().base_path("v2?x=1"), "`basePath`"),
    ] {
        let error = server.url().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().starts_with(name), "{error}");
    }
    let no_port = Server::new().port("many").url().unwrap();
    let error = Client::builder().server(no_port).build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
}

#[tokio::test]
async fn paths_and_operations_have_servers_of_their_own() {
    let (client, visited) = client(&Server::new());
    client.list_files().await.unwrap();
    assert_eq!(visited.last(), "https://files.example.com/files");
    client.put_file().await.unwrap();
    assert_eq!(visited.last(), "https://s1.upload.example.com/files");
    let shard = PutFileServer::new().shard(PutFileServerShard::S2);
    client.put_file().server(shard).await.unwrap();
    assert_eq!(visited.last(), "https://s2.upload.example.com/files");
    client.delete_file().await.unwrap();
    let old = "https://eu.servers.example.com:8443/old/files";
    assert_eq!(visited.last(), old);
    let domain = || ListZonesServer::new().domain("zones.test");
    client.list_zones().server(domain()).await.unwrap();
    assert_eq!(visited.last(), "https://zones.zones.test/zones");
    let add = client.add_zone().query_server("s").server(domain());
    add.await.unwrap();
    assert_eq!(visited.last(), "https://zones.zones.test/zones?server=s");
    let bad = client
        .list_zones()
        .server(ListZonesServer::new().domain("x/"));
    assert_eq!(bad.await.unwrap_err().kind(), ErrorKind::Configuration);
}

#[tokio::test]
async fn an_address_that_the_application_gives_is_that_of_all_operations() {
    let double = server::Server::answering(204, "").await;
    let client = Client::new(double.url()).unwrap();
    client.list_files().await.unwrap();
    client.put_file().await.unwrap();
    client.list_zones().await.unwrap();
    assert_eq!(double.requests().await.len(), 3);
}
