//! A real OpenID provider (`oidc-provider`, from `web/node_modules`), and a browser that goes there and back.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use reqwest::header::{ACCEPT, CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response, Url};
use serde_json::{Value, json};

/// A provider in a process of its own; it ends when this is dropped.
pub struct Provider {
    pub issuer: String,
    process: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

pub const CLIENT: &str = "desmigratif";
pub const SECRET: &str = "rahasia:dengan titik dua";

impl Provider {
    pub fn start() -> Self {
        let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("web");
        let mut process = Command::new("node")
            .arg("e2e/support/provider.js")
            .current_dir(web)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let input = process.stdin.take();
        let output = BufReader::new(process.stdout.take().unwrap());
        let mut provider = Self { issuer: String::new(), process, input, output };
        provider.issuer = provider.line();
        provider
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "is `npm ci` done in web/?");
        line.trim().to_owned()
    }

    /// Tells it who there is, or what has changed.
    pub fn tell(&mut self, what: &Value) {
        writeln!(self.input.as_mut().unwrap(), "{what}").unwrap();
        assert_eq!(self.line(), "ok");
    }

    /// Begins it for a server, with these people and their groups.
    pub fn serve(&mut self, base: &str, people: &[(&str, &[&str])]) {
        let redirect = format!("{base}/api/v1/session/openid/callback");
        self.tell(&json!({"redirects": [redirect], "accounts": accounts(people)}));
    }

    /// Puts people into other groups.
    pub fn regroup(&mut self, people: &[(&str, &[&str])]) {
        self.tell(&json!({ "accounts": accounts(people) }));
    }

    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn accounts(people: &[(&str, &[&str])]) -> Value {
    let one = |(login, groups): &(&str, &[&str])| {
        ((*login).to_owned(), json!({"name": login.to_uppercase(), "groups": groups}))
    };
    Value::Object(people.iter().map(one).collect())
}

/// A browser: it keeps cookies, those of one site from the other, and goes where it is sent, a step at a time.
pub struct Browser {
    client: Client,
    cookies: BTreeMap<(String, String), String>,
    /// All cookies that were ever set, as they were written.
    pub written: Vec<String>,
}

impl Browser {
    pub fn new() -> Self {
        let client = Client::builder().redirect(Policy::none()).build().unwrap();
        Self { client, cookies: BTreeMap::new(), written: Vec::new() }
    }

    /// The value of a cookie, by its name without what tells it from those of other servers.
    pub fn cookie(&self, base: &str, name: &str) -> Option<&String> {
        self.cookies.get(&(site(base), self.whole(name)))
    }

    /// Sets a cookie, by its name as the server has set it before or as it stands here.
    pub fn plant(&mut self, base: &str, name: &str, value: &str) {
        self.cookies.insert((site(base), self.whole(name)), value.to_owned());
    }

    fn whole(&self, name: &str) -> String {
        let names = self.written.iter().filter_map(|set| set.split('=').next());
        let mut tagged = names.filter(|whole| match whole.strip_prefix(name) {
            Some(tag) => tag.len() == 9 && tag[1..].bytes().all(|byte| byte.is_ascii_hexdigit()),
            None => false,
        });
        tagged.next_back().unwrap_or(name).to_owned()
    }

    /// Loses the cookies of a site, as where its session has ended.
    pub fn forget(&mut self, address: &str) {
        self.cookies.retain(|(of, _), _| *of != site(address));
    }

    /// One request of a page.
    pub async fn open(&mut self, address: &str) -> Response {
        let request = self.client.get(address).header(ACCEPT, "text/html,*/*;q=0.8");
        self.send(address, request).await
    }

    pub async fn post(&mut self, address: &str, body: &Value) -> Response {
        let request = self.client.post(address).json(body);
        self.send(address, request).await
    }

    async fn send(&mut self, address: &str, request: RequestBuilder) -> Response {
        let of_site = self.cookies.iter().filter(|((site_of, _), _)| *site_of == site(address));
        let pairs: Vec<String> =
            of_site.map(|((_, name), value)| format!("{name}={value}")).collect();
        let response = request.header(COOKIE, pairs.join("; ")).send().await.unwrap();
        for set in response.headers().get_all(SET_COOKIE) {
            let set = set.to_str().unwrap();
            self.written.push(set.to_owned());
            let (name, value) = set.split(';').next().unwrap().split_once('=').unwrap();
            let key = (site(address), name.to_owned());
            match value {
                "" => drop(self.cookies.remove(&key)),
                value => drop(self.cookies.insert(key, value.to_owned())),
            }
        }
        response
    }

    /// Where an address sends the browser.
    pub async fn next(&mut self, address: &str) -> String {
        let response = self.open(address).await;
        location(address, &response)
    }

    /// Where a page sends the browser whose form it submits by itself, as the provider's between two people.
    async fn submitted(&mut self, address: &str, page: &str) -> String {
        let part = |text: &str, name: &str| {
            let (_, from) = text.split_once(&format!("{name}=\"")).unwrap();
            from.split_once('"').unwrap().0.replace("&amp;", "&")
        };
        let (_, form) = page.split_once("<form").expect("a form");
        let inputs = form.split("<input").skip(1);
        let fields: Vec<_> =
            inputs.map(|input| (part(input, "name"), part(input, "value"))).collect();
        let action = Url::parse(address).unwrap().join(&part(form, "action")).unwrap();
        let mut written = action.clone();
        written.query_pairs_mut().clear().extend_pairs(fields);
        let body = written.query().unwrap().to_owned();
        let request = self.client.post(action.clone()).body(body);
        let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let response = self.send(action.as_str(), request).await;
        location(action.as_str(), &response)
    }

    /// Goes from the provider's entry to where it sends the browser back; `who` is what is said at its login, such as
    /// `login=siti&amr=mfa`.
    pub async fn through(&mut self, entry: &str, who: &str) -> String {
        let provider = site(entry);
        let mut address = entry.to_owned();
        while site(&address) == provider {
            if address.contains("/interaction/") {
                address = format!("{address}?{who}");
            }
            let response = self.open(&address).await;
            address = match response.status().as_u16() {
                200 => self.submitted(&address, &response.text().await.unwrap()).await,
                _ => location(&address, &response),
            };
        }
        address
    }

    /// Signs in as `who`: where the browser is in the end.
    pub async fn sign_in(&mut self, base: &str, query: &str, who: &str) -> String {
        let entry = self.next(&format!("{base}/api/v1/session/openid?{query}")).await;
        let back = self.through(&entry, who).await;
        let at = self.next(&back).await;
        at.strip_prefix(base).unwrap().to_owned()
    }

    /// What this server says of whoever has signed in.
    pub async fn session(&mut self, base: &str) -> Value {
        self.open(&format!("{base}/api/v1/session")).await.json().await.unwrap()
    }
}

fn location(address: &str, response: &Response) -> String {
    assert_eq!(response.status(), 303, "{address}");
    let next = response.headers()[LOCATION].to_str().unwrap();
    Url::parse(address).unwrap().join(next).unwrap().to_string()
}

fn site(address: &str) -> String {
    Url::parse(address).unwrap().origin().ascii_serialization()
}
