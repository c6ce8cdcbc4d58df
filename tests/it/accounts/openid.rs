//! Signing in with a provider: a real one, and a browser between it and this server.

use std::path::PathBuf;
use std::sync::Arc;

use desmigratif::access::{Grant, Role};
use desmigratif::config::{ClientSecret, OpenId};
use desmigratif::scenarios::store::Store;
use reqwest::Url;
use serde_json::{Value, json};

use super::people::{PASSWORD, Visitor, World, code_of, server_with, sign_in};
use crate::support::openid::{Browser, CLIENT, Provider, SECRET};
use crate::support::server::{checked_problem, expect_json, problem};

const PEOPLE: &[(&str, &[&str])] = &[
    ("siti", &["perencana", "lain"]),
    ("budi", &["penanda tangan"]),
    ("tamu", &["lain", "pelatihan"]),
    // Somebody has this login here already.
    ("admin", &["perencana"]),
];

/// A server, its provider, and where the server keeps its state.
struct Place {
    world: World,
    provider: Provider,
    state: PathBuf,
}

impl Place {
    async fn new(change: impl FnOnce(&mut OpenId)) -> Self {
        let mut provider = Provider::start();
        let grant = |role, area: Option<&str>| {
            Grant::checked(role, area.map(|code| code.parse().unwrap()), None).unwrap()
        };
        let mut openid = OpenId {
            issuer: provider.issuer.clone(),
            client_id: CLIENT.to_owned(),
            client_secret: Some(ClientSecret(SECRET.to_owned())),
            address: None,
            name_id: "Masuk dengan akun kementerian".to_owned(),
            name_en: "Sign in with the ministry's account".to_owned(),
            scopes: vec!["profile".to_owned(), "groups".to_owned()],
            groups_claim: "groups".to_owned(),
            grants: vec![
                ("perencana".to_owned(), vec![grant(Role::Planner, None)]),
                ("aceh selatan".to_owned(), vec![grant(Role::Regency, Some("11.01"))]),
                ("penanda tangan".to_owned(), vec![grant(Role::Approver, None)]),
            ],
            second_factor: vec!["mfa".to_owned()],
        };
        change(&mut openid);
        let mut state = PathBuf::new();
        let world = server_with(|config| {
            state.clone_from(&config.state);
            config.openid = Some(Arc::new(openid));
        })
        .await;
        provider.serve(&world.base, PEOPLE);
        Self { world, provider, state }
    }

    fn base(&self) -> String {
        self.world.base.clone()
    }

    /// The events of a kind, the newest first.
    async fn events(&self, action: &str) -> Vec<Value> {
        let admin = sign_in(&self.world, "planner").await;
        let events = expect_json(admin.get(&format!("/api/v1/events?action={action}"))).await;
        events["items"].as_array().unwrap().clone()
    }
}

#[tokio::test]
async fn groups_become_rights_at_every_sign_in_and_the_record_tells_of_it() {
    let mut place = Place::new(|_| {}).await;
    let base = place.base();
    let mut browser = Browser::new();
    let said = browser.session(&base).await;
    assert_eq!(said["openid"]["name_id"], "Masuk dengan akun kementerian");
    assert_eq!(said["principal"], "stranger");

    browser.plant(&base, "desmigratif", "planted-by-somebody-else");
    assert_eq!(browser.sign_in(&base, "ke=/skenario%3Fa=b", "login=siti").await, "/skenario?a=b");
    let session = browser.cookie(&base, "desmigratif").unwrap().clone();
    assert_ne!(session, "planted-by-somebody-else");
    for set in browser.written.iter().filter(|set| set.starts_with("desmigratif")) {
        assert!(set.contains("; HttpOnly; SameSite=Lax"), "{set}");
    }
    assert_eq!(browser.cookie(&base, "desmigratif-openid"), None, "what was begun has ended");
    let said = browser.session(&base).await;
    let person = &said["person"];
    assert_eq!((&person["login"], &person["name"]), (&json!("siti"), &json!("SITI")));
    assert_eq!(person["grants"], json!([{"role": "planner", "area": null, "until": null}]));
    assert_eq!((&person["openid"], &person["has_password"]), (&json!(true), &json!(false)));
    let bound = &place.events("subject_bound").await[0];
    assert_eq!(
        (&bound["body"]["subject"], &bound["body"]["issuer"]),
        (&json!("siti"), &json!(place.provider.issuer))
    );

    // Other groups: other rights, the same account, and another sign-in instead of the one before.
    place.provider.regroup(&[("siti", &["aceh selatan"])]);
    browser.sign_in(&base, "", "login=siti").await;
    assert_ne!(browser.cookie(&base, "desmigratif").unwrap(), &session);
    let old =
        place.world.get("/api/v1/scenarios").header("cookie", format!("desmigratif={session}"));
    assert_eq!(problem(old).await.code, "sign_in_required");
    let said = browser.session(&base).await;
    assert_eq!(
        said["person"]["grants"],
        json!([{"role": "regency", "area": "11.01", "until": null}])
    );
    let changed = &place.events("grants_changed").await[0];
    assert_eq!(changed["by"], format!("OpenID ({})", place.provider.issuer));
    let of_siti = |events: Vec<Value>| {
        events.into_iter().filter(|event| event["body"]["login"] == "siti").count()
    };
    assert_eq!(of_siti(place.events("person_added").await), 1);
    assert_eq!(of_siti(place.events("signed_in").await), 2);

    // No group with a right any more: they are out, here and wherever else they had signed in.
    let session = browser.cookie(&base, "desmigratif").unwrap().clone();
    place.provider.regroup(&[("siti", &["pensiun\nforged=1"])]);
    let mut other = Browser::new();
    assert_eq!(
        other.sign_in(&base, "ke=/data", "login=siti").await,
        "/masuk?openid=ungranted&ke=%2Fdata"
    );
    assert_eq!(other.session(&base).await["openid"]["seen_groups"], json!(["pensiun\nforged=1"]));
    assert_eq!(other.cookie(&base, "desmigratif"), None);
    let old =
        place.world.get("/api/v1/scenarios").header("cookie", format!("desmigratif={session}"));
    assert_eq!(problem(old).await.code, "sign_in_required");
    let failed = &place.events("sign_in_failed").await[0];
    assert_eq!(failed["body"]["reason"], "no group with a right");

    let store = Store::open(&place.state, Arc::new(desmigratif::scenarios::store::SystemClock));
    assert_eq!(store.unwrap().verify().unwrap().problems, Vec::<String>::new());
}

#[tokio::test]
async fn nobody_gets_in_without_a_right_with_a_disabled_account_or_as_somebody_else() {
    let mut place = Place::new(|_| {}).await;
    let base = place.base();
    let mut guest = Browser::new();
    let refused = guest.sign_in(&base, "", "login=tamu").await;
    assert_eq!(refused, "/masuk?openid=ungranted&ke=%2F");
    assert_eq!(guest.session(&base).await["openid"]["seen_groups"], json!(["lain", "pelatihan"]));
    let added = place.events("person_added").await;
    assert!(added.iter().all(|event| event["body"]["login"] != "tamu"), "no account is made");

    // Who has the login `admin` at the provider is not who has it here.
    let mut named = Browser::new();
    named.sign_in(&base, "", "login=admin").await;
    let person = named.session(&base).await["person"].clone();
    let login = person["login"].as_str().unwrap();
    assert!(login.starts_with("openid-"), "{login}");
    assert_eq!(person["grants"][0]["role"], "planner");

    let admin = sign_in(&place.world, "admin").await;
    let people = expect_json(admin.get("/api/v1/people")).await;
    let found = people["items"].as_array().unwrap().iter().find(|one| one["login"] == login);
    let id = found.unwrap()["id"].as_str().unwrap().to_owned();
    let address = format!("/api/v1/people/{id}");
    expect_json(admin.request("PUT", &address).json(&json!({"disabled": true}))).await;
    assert_eq!(named.session(&base).await["principal"], "stranger", "in mid-session");
    assert_eq!(named.sign_in(&base, "", "login=admin").await, "/masuk?openid=disabled&ke=%2F");
    assert_eq!(named.session(&base).await["principal"], "stranger");

    // Whoever is to show once more who they are, and is somebody else.
    let mut siti = Browser::new();
    siti.sign_in(&base, "", "login=siti").await;
    siti.forget(&place.provider.issuer);
    let other = siti.sign_in(&base, "proof=true&ke=/akun", "login=budi").await;
    assert_eq!(other, "/masuk?openid=other&ke=%2Fakun");
    assert_eq!(siti.session(&base).await["person"]["login"], "siti");
    place.provider.kill();
}

#[tokio::test]
async fn whoever_was_not_let_in_can_come_as_somebody_else() {
    let place = Place::new(|_| {}).await;
    let base = place.base();
    let begin = format!("{base}/api/v1/session/openid");
    let refused = "/masuk?openid=ungranted&ke=%2F";
    let mut browser = Browser::new();
    assert_eq!(browser.sign_in(&base, "", "login=tamu").await, refused);
    // The provider knows who sits there, and names them again where it is not asked to ask.
    browser.forget(&base);
    assert!(!browser.next(&begin).await.contains("prompt="));
    assert_eq!(browser.sign_in(&base, "", "login=siti").await, refused);

    assert!(browser.next(&begin).await.contains("&prompt=login"));
    assert_eq!(browser.sign_in(&base, "ke=/skenario", "login=siti").await, "/skenario");
    assert_eq!(browser.session(&base).await["person"]["login"], "siti");
    // Once somebody is in, nobody is asked for what is known.
    assert!(!browser.next(&begin).await.contains("prompt="));
    assert_eq!(browser.sign_in(&base, "ke=/data", "login=tamu").await, "/data");
    assert_eq!(browser.session(&base).await["person"]["login"], "siti");
}

#[tokio::test]
async fn what_comes_back_wrong_is_refused_and_says_why() {
    let mut place = Place::new(|_| {}).await;
    let base = place.base();
    let begin = format!("{base}/api/v1/session/openid");
    let refused = |why: &str| format!("{base}/masuk?openid={why}");
    let mut browser = Browser::new();

    // Cancelled by the person.
    let entry = browser.next(&begin).await;
    let back = browser.through(&entry, "cancel").await;
    assert_eq!(browser.next(&back).await, format!("{}&ke=%2F", refused("cancelled")));

    // An answer for another browser, or for no sign-in at all: somebody's link would sign others in as themselves.
    let entry = browser.next(&begin).await;
    let back = browser.through(&entry, "login=siti").await;
    let mut victim = Browser::new();
    assert_eq!(victim.next(&back).await, refused("state"));
    victim.next(&begin).await;
    assert_eq!(victim.next(&back).await, format!("{}&ke=%2F", refused("state")));
    let cookie = browser.cookie(&base, "desmigratif-openid").unwrap().clone();
    browser.plant(&base, "desmigratif-openid", &cookie.replacen("entry", "proof", 1));
    assert_eq!(browser.next(&back).await, refused("state"), "its parts cannot be changed");
    assert_eq!(victim.cookie(&base, "desmigratif"), None);

    // A program is told the same as a problem.
    let told = problem(place.world.get(back.strip_prefix(&base).unwrap())).await;
    assert_eq!((told.status, told.code.as_str()), (403, "openid_refused"));

    // A code that was redeemed already, and one that nobody gave.
    let entry = browser.next(&begin).await;
    let back = browser.through(&entry, "login=siti").await;
    let cookie = browser.cookie(&base, "desmigratif-openid").unwrap().clone();
    assert_eq!(browser.next(&back).await, format!("{base}/"));
    browser.plant(&base, "desmigratif-openid", &cookie);
    assert_eq!(browser.next(&back).await, format!("{}&ke=%2F", refused("refused")));

    // What was asked of the provider was changed on the way: its token is for another sign-in.
    let entry = browser.next(&begin).await;
    let mut changed = Url::parse(&entry).unwrap();
    let fields: Vec<(String, String)> = changed.query_pairs().into_owned().collect();
    changed.query_pairs_mut().clear().extend_pairs(fields.iter().map(|(name, value)| {
        (name, if name == "nonce" { "of-somebody-else" } else { value.as_str() })
    }));
    let back = browser.through(changed.as_str(), "login=siti").await;
    assert_eq!(browser.next(&back).await, format!("{}&ke=%2F", refused("nonce")));

    // An answer of another provider (RFC 9207).
    let entry = browser.next(&begin).await;
    let back = browser.through(&entry, "login=siti").await;
    let (way, _) = back.split_once("&iss=").unwrap();
    let foreign = format!("{way}&iss=https%3A%2F%2Fevil.example");
    assert_eq!(browser.next(&foreign).await, format!("{}&ke=%2F", refused("audience")));

    // Nowhere but to pages of this site.
    for evil in ["https://evil.example", "//evil.example", "/%5Cevil.example", "/%09/evil.example"]
    {
        let refused = problem(place.world.get(&format!("/api/v1/session/openid?ke={evil}"))).await;
        assert_eq!(refused.code, "invalid_parameter", "{evil}");
    }

    // The provider is gone between there and back.
    let entry = browser.next(&begin).await;
    let back = browser.through(&entry, "login=siti").await;
    place.provider.kill();
    assert_eq!(browser.next(&back).await, format!("{}&ke=%2F", refused("provider")));
    // Passwords are as they were.
    sign_in(&place.world, "reader").await;
}

#[tokio::test]
async fn a_provider_that_is_not_there_or_another_or_that_we_are_not_known_to_is_told_apart() {
    let place =
        Place::new(|openid| openid.client_secret = Some(ClientSecret("wrong".to_owned()))).await;
    let refused = Browser::new().sign_in(&place.base(), "", "login=siti").await;
    assert_eq!(refused, "/masuk?openid=refused&ke=%2F");

    let gone = Place::new(|openid| openid.issuer = "http://127.0.0.1:9".to_owned()).await;
    let begin = "/api/v1/session/openid";
    let told = problem(gone.world.get(begin)).await;
    assert_eq!((told.status, told.code.as_str()), (502, "openid_unavailable"));
    let page = Browser::new().next(&format!("{}{begin}?ke=/sql", gone.base())).await;
    assert_eq!(page, format!("{}/masuk?openid=provider&ke=%2Fsql", gone.base()));

    // The same provider under another name is another.
    let other =
        Place::new(|openid| openid.issuer = openid.issuer.replace("127.0.0.1", "localhost")).await;
    let told = problem(other.world.get(begin)).await;
    assert_eq!(told.code, "openid_unavailable");
    assert!(told.body["detail"].as_str().unwrap().contains("calls itself"), "{}", told.body);
}

#[tokio::test]
async fn whoever_signs_has_just_shown_who_they_are_and_a_second_factor() {
    let place = Place::new(|_| {}).await;
    let base = place.base();
    let sign = |browser: &Browser| {
        let cookie = format!("desmigratif={}", browser.cookie(&base, "desmigratif").unwrap());
        let visitor = Visitor { server: &place.world, cookie };
        let body = json!({"level": "ministry", "decision": "approved"});
        let request = visitor.post("/api/v1/scenarios/none/sign", &body);
        async move { problem(request).await.code }
    };
    let mut budi = Browser::new();
    budi.sign_in(&base, "", "login=budi").await;
    assert_eq!(sign(&budi).await, "proof_required", "nobody knows when they showed who they are");

    // The provider is asked to ask once more; whoever takes that out of the address is found out.
    let entry = budi.next(&format!("{base}/api/v1/session/openid?proof=true")).await;
    let mut changed = Url::parse(&entry).unwrap();
    let fields: Vec<(String, String)> = changed.query_pairs().into_owned().collect();
    let kept = fields.iter().filter(|(name, _)| !["prompt", "max_age"].contains(&name.as_str()));
    changed.query_pairs_mut().clear().extend_pairs(kept);
    let back = budi.through(changed.as_str(), "login=budi").await;
    assert_eq!(budi.next(&back).await, format!("{base}/masuk?openid=stale&ke=%2F"));

    let session = budi.cookie(&base, "desmigratif").unwrap().clone();
    assert_eq!(budi.sign_in(&base, "proof=true&ke=/akun", "login=budi").await, "/akun");
    assert_ne!(budi.cookie(&base, "desmigratif").unwrap(), &session, "it is a new sign-in");
    assert_eq!(budi.session(&base).await["person"]["fresh"], true);
    assert_eq!(sign(&budi).await, "second_factor_missing");

    // Their own: set up here, and shown here.
    let begun = budi.post(&format!("{base}/api/v1/session/second"), &json!({})).await;
    let begun: Value = begun.json().await.unwrap();
    let secret = begun["secret"].as_str().unwrap().to_owned();
    let code = json!({"code": code_of(&secret, -1)});
    let cookie = format!("desmigratif={}", budi.cookie(&base, "desmigratif").unwrap());
    let visitor = Visitor { server: &place.world, cookie };
    let confirm = visitor.request("PUT", "/api/v1/session/second").json(&code);
    assert_eq!(confirm.send().await.unwrap().status(), 204);
    let person = budi.session(&base).await["person"].clone();
    assert_eq!((&person["second"], &person["second_shown"]), (&json!(true), &json!(false)));
    assert_eq!(sign(&budi).await, "second_factor_missing");
    let proof = format!("{base}/api/v1/session/proof");
    let wrong = budi.post(&proof, &json!({"code": "000000"})).await;
    assert_eq!(checked_problem(wrong).await.code, "wrong_code");
    let neither = budi.post(&proof, &json!({})).await;
    assert_eq!(checked_problem(neither).await.code, "invalid_body");
    let right = budi.post(&proof, &json!({"code": code_of(&secret, 0)})).await;
    assert_eq!(right.status(), 204);
    assert_eq!(sign(&budi).await, "scenario_not_found", "nothing else keeps them");

    // The provider's, where the configuration takes its word.
    let mut other = Browser::new();
    other.sign_in(&base, "", "login=budi&amr=mfa").await;
    assert_eq!(other.session(&base).await["person"]["second_shown"], true);
    other.sign_in(&base, "proof=true", "login=budi&amr=mfa").await;
    assert_eq!(sign(&other).await, "scenario_not_found");
    let mut weak = Browser::new();
    weak.sign_in(&base, "proof=true", "login=budi&amr=pwd").await;
    assert_eq!(
        weak.cookie(&base, "desmigratif"),
        None,
        "nobody had signed in who could show it once more"
    );
    weak.sign_in(&base, "", "login=budi&amr=pwd").await;
    assert_eq!(weak.session(&base).await["person"]["second_shown"], false);
    // Signing in with a password asks for what it asked for before.
    let body = json!({"login": "budi", "password": PASSWORD});
    assert_eq!(problem(place.world.post("/api/v1/session", &body)).await.code, "wrong_credentials");
}
