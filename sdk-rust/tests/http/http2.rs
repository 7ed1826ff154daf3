//! HTTP/2, as proxies speak it.

use crate::process::Service;
use http::{Request, Version};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

type Body = Full<&'static [u8]>;

fn client() -> Client<HttpConnector, Body> {
    Client::builder(TokioExecutor::new())
        .http2_only(true)
        .build(HttpConnector::new())
}

#[tokio::test]
async fn a_closed_stream_cancels_and_the_connection_goes_on() {
    let service = Service::start();
    let (client, url) = (client(), format!("http://{}", service.address));
    let request = Request::post(format!("{url}/tools/hold/execute"))
        .header("Content-Type", "application/json")
        .header("Accept", "text/event-stream")
        .body(Full::new(&br#"{"input":{}}"#[..]));
    let held = client.request(request.unwrap()).await.unwrap();
    assert_eq!(
        (held.status().as_u16(), held.version()),
        (200, Version::HTTP_2)
    );
    let mut events = held.into_body();
    let first = events.frame().await.unwrap().unwrap().into_data().unwrap();
    assert!(first.starts_with(b"event: $/progress\n"));
    drop(events);
    let told = tokio::task::spawn_blocking(move || {
        service.logged("let go");
        service
    });
    let _service = told.await.unwrap();
    let health = client
        .get(format!("{url}/healthz").parse().unwrap())
        .await
        .unwrap();
    let body = health.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(body, "{}");
}
