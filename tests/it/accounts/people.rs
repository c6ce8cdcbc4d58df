//! A server with accounts, its people, and how they sign in.

use std::collections::HashMap;
use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use desmigratif::Config;
use desmigratif::access::{Access, Action, Extent, Role};
use desmigratif::accounts::{Accounts, GrantLine};
use desmigratif::scenarios::store::{Store, SystemClock};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

use crate::support::TestServer;

pub const PASSWORD: &str = "sawah hijau di lombok";

/// Everybody of the tests: one for each role, those of regions at 11.01 and 11.
pub const PEOPLE: [(&str, Role, Option<&str>); 9] = [
    ("reader", Role::Reader, None),
    ("analyst", Role::Analyst, None),
    ("trusted", Role::Trusted, None),
    ("regency", Role::Regency, Some("11.01")),
    ("elsewhere", Role::Regency, Some("11.02")),
    ("province", Role::Province, Some("11")),
    ("planner", Role::Planner, None),
    ("approver", Role::Approver, None),
    ("admin", Role::Admin, None),
];

/// A planner who sees small numbers.
pub const INSIDER: &str = "insider";

fn grant(role: Role, area: Option<&str>) -> GrantLine {
    GrantLine { role, area: area.map(|code| code.parse().unwrap()), until: None }
}

/// An account whose owner has set the password.
fn add(accounts: &Accounts, login: &str, grants: &[GrantLine]) {
    let person = accounts.add(login, &login.to_uppercase(), grants, "Root (root)").unwrap();
    let (secret, _) = accounts.invite(&person.id, "Root (root)").unwrap();
    accounts.accept(&secret, PASSWORD).unwrap();
}

/// Adds somebody of a regency to the people of a state.
pub fn add_of_regency(state: &Path, login: &str, area: &str) {
    let accounts = Accounts::new(Arc::new(Store::open(state, Arc::new(SystemClock)).unwrap()));
    add(&accounts, login, &[grant(Role::Regency, Some(area))]);
}

/// The code of an authenticator app, so many steps of 30 seconds from now.
pub fn code_of(secret: &str, steps: i64) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let app = Builder::new().with_secret(secret).build().unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    app.generate(now.checked_add_signed(30 * steps).unwrap()).to_string()
}

/// Makes everybody, with a second factor for those who sign, their secrets by login; and a planner who sees small numbers.
pub fn make_people(state: &Path) -> HashMap<String, String> {
    let mut secrets = HashMap::new();
    let store = Arc::new(Store::open(state, Arc::new(SystemClock)).unwrap());
    let accounts = Accounts::new(store);
    let code = accounts.first_code().unwrap().unwrap();
    accounts.make_first(&code, "root", "Root", PASSWORD, None).unwrap();
    add(&accounts, INSIDER, &[grant(Role::Planner, None), grant(Role::Trusted, None)]);
    for (login, role, area) in PEOPLE {
        add(&accounts, login, &[grant(role, area)]);
        if role.extent(Action::Sign) != Extent::Nowhere {
            let person = accounts.sign_in(login, PASSWORD, None, None, None).unwrap().person;
            let secret = accounts.begin_second(&person).unwrap();
            // The code before: each holds once, and those of now are for signing in.
            accounts.confirm_second(&person, &code_of(&secret, -1)).unwrap();
            secrets.insert(login.to_owned(), secret);
        }
    }
    secrets
}

/// A server with accounts, and the second factors of its people.
pub struct World {
    server: TestServer,
    pub secrets: HashMap<String, String>,
}

impl Deref for World {
    type Target = TestServer;

    fn deref(&self) -> &TestServer {
        &self.server
    }
}

pub async fn server() -> World {
    server_with(|_| {}).await
}

/// The same over another dataset.
pub async fn server_over(data: &Path) -> World {
    server_with(|config| config.data = data.to_owned()).await
}

/// The same configured otherwise.
pub async fn server_with(change: impl FnOnce(&mut Config)) -> World {
    let mut secrets = HashMap::new();
    let server = TestServer::start_with(|config| {
        secrets = make_people(&config.state);
        config.access = Access::Accounts;
        change(config);
    })
    .await;
    World { server, secrets }
}

/// Somebody signed in.
pub struct Visitor<'a> {
    pub server: &'a TestServer,
    pub cookie: String,
}

impl Visitor<'_> {
    pub fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let method: Method = method.parse().unwrap();
        let url = format!("{}{path}", self.server.base);
        self.server.client.request(method, url).header("cookie", &self.cookie)
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.request("GET", path)
    }

    pub fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        self.request("POST", path).json(body)
    }
}

pub async fn sign_in<'a>(world: &'a World, login: &str) -> Visitor<'a> {
    let given = |code: Option<String>| json!({"login": login, "password": PASSWORD, "code": code});
    let codes = match world.secrets.get(login) {
        None => vec![None],
        // The one of now may have been taken already.
        Some(secret) => vec![Some(code_of(secret, 0)), Some(code_of(secret, 1))],
    };
    for code in codes {
        let answer = world.post("/api/v1/session", &given(code)).send().await.unwrap();
        if answer.status() != 200 {
            continue;
        }
        let set = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
        for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(set.contains(part), "{set}");
        }
        let cookie = set.split(';').next().unwrap().to_owned();
        return Visitor { server: world, cookie };
    }
    panic!("{login} cannot sign in");
}
