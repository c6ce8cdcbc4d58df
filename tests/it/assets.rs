use crate::support::TestServer;

#[tokio::test]
async fn every_page_address_shows_the_application() {
    let server = TestServer::start().await;
    for path in ["/", "/coverage", "/sql/deep/link", "/tilesets"] {
        let response = server.get(path).send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        assert!(
            response.headers()["content-type"].to_str().unwrap().starts_with("text/html"),
            "{path}"
        );
        assert!(response.text().await.unwrap().contains("Desmigratif"), "{path}");
    }
}

#[tokio::test]
async fn addresses_of_the_interface_and_missing_files_never_do() {
    let server = TestServer::start().await;
    for path in
        ["/api/v2", "/api/v1/area", "/tiles/x/y", "/styles", "/maps/x", "/_app/immutable/gone.js"]
    {
        assert_eq!(server.problem(path).await.code, "not_found", "{path}");
    }
}

#[tokio::test]
async fn nothing_outside_the_application_can_be_read() {
    let server = TestServer::start().await;
    for path in ["/..%2f..%2fCargo.toml", "/%2e%2e/Cargo.toml", "/Cargo.toml"] {
        let response = server.get(path).send().await.unwrap();
        let text = response.text().await.unwrap();
        assert!(!text.contains("[workspace]"), "{path}");
    }
}
