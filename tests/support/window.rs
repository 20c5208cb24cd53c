//! Drives the real window: the app as it is built, shown on the display, steered through WebKitWebDriver as a person's hand would.

use std::future::Future;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use fantoccini::error::CmdError;
use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

/// For what a page does by itself.
pub const SOON: Duration = Duration::from_secs(40);
/// For what the practice world takes its time for, on a busy machine.
pub const LATE: Duration = Duration::from_secs(120);
const PAUSE: Duration = Duration::from_millis(40);

/// The app under test.
pub fn app() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_gangway"))
}

/// What the app is started with.
pub struct Launch<'a> {
    /// `GANGWAY_HOME`: where the onboardings are.
    pub home: &'a Path,
    /// `GANGWAY_PRACTICE`: a practice world outside of the app; without it the app plays its own.
    pub practice: Option<&'a str>,
    /// `GANGWAY_CHOOSE`: what the save dialog would have chosen.
    pub choose: Option<&'a Path>,
    /// Where pictures go; without it none are taken.
    pub album: Option<&'a Path>,
}

impl<'a> Launch<'a> {
    /// The app on a home folder, with its own practice world and no pictures.
    pub fn on(home: &'a Path) -> Self {
        Self { home, practice: None, choose: None, album: None }
    }

    /// On a practice world that another process or thread serves.
    pub fn practice(mut self, control: &'a str) -> Self {
        self.practice = Some(control);
        self
    }
}

/// WebKitWebDriver, the app that it starts, and the app's web processes: one process group, ended with this.
struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    fn start(launch: &Launch<'_>) -> Self {
        assert!(
            std::env::var_os("DISPLAY").is_some_and(|display| !display.is_empty()),
            "the window tests need a display: ./test gives them a virtual one"
        );
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        let mut command = Command::new("WebKitWebDriver");
        command.arg(format!("--port={port}")).arg("--host=127.0.0.1").process_group(0).stdin(Stdio::null());
        command.env("TAURI_WEBVIEW_AUTOMATION", "true").env("GANGWAY_HOME", launch.home);
        // The words, the dates and the theme must not depend on the machine.
        command.env("LC_ALL", "C.UTF-8").env("TZ", "UTC").env("GTK_THEME", "Adwaita");
        // What belongs to a person's own desktop stays untouched; the webview's storage goes with the home folder.
        for (name, folder) in [("XDG_DATA_HOME", "data"), ("XDG_CACHE_HOME", "cache"), ("XDG_CONFIG_HOME", "config")] {
            command.env(name, launch.home.join("xdg").join(folder));
        }
        // No profile and no proxy of the machine takes part.
        command.env("AWS_CONFIG_FILE", launch.home.join("none")).env("AWS_SHARED_CREDENTIALS_FILE", launch.home.join("none"));
        for name in ["GANGWAY_PRACTICE", "GANGWAY_CHOOSE", "AWS_PROFILE", "http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"] {
            command.env_remove(name);
        }
        if let Some(control) = launch.practice {
            command.env("GANGWAY_PRACTICE", control);
        }
        if let Some(chosen) = launch.choose {
            command.env("GANGWAY_CHOOSE", chosen);
        }
        let process = command.spawn().expect("WebKitWebDriver starts (Debian package webkit2gtk-driver)");
        let driver = Self { process, port };
        let deadline = Instant::now() + SOON;
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            assert!(Instant::now() < deadline, "WebKitWebDriver does not listen");
            std::thread::sleep(PAUSE);
        }
        driver
    }

    /// The processes of the app itself in this group.
    fn apps(&self) -> Vec<String> {
        let app = app().canonicalize().unwrap();
        let ours = |pid: &String| {
            let Ok(stat) = std::fs::read_to_string(format!("/proc/{pid}/stat")) else { return false };
            // After the command in parentheses: state, parent, group.
            let group = stat.rsplit_once(')').and_then(|(_, rest)| rest.split_whitespace().nth(2).map(str::to_owned));
            group == Some(self.process.id().to_string())
                && std::fs::read_link(format!("/proc/{pid}/exe"))
                    .is_ok_and(|exe| exe.as_os_str().as_encoded_bytes().starts_with(app.as_os_str().as_encoded_bytes()))
        };
        let names = std::fs::read_dir("/proc").unwrap().filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        names.filter(|name| name.bytes().all(|byte| byte.is_ascii_digit())).filter(ours).collect()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let group = format!("-{}", self.process.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        let _ = self.process.wait();
    }
}

/// The open window.
pub struct Window {
    /// For what has no word of its own here.
    pub client: Client,
    driver: Driver,
    album: Option<PathBuf>,
    taken: AtomicUsize,
}

impl Window {
    /// Starts the app and waits for its page.
    pub async fn open(launch: &Launch<'_>) -> Self {
        let driver = Driver::start(launch);
        let options = json!({ "webkitgtk:browserOptions": { "binary": app(), "args": [] } });
        let Value::Object(capabilities) = options else { unreachable!() };
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let address = format!("http://127.0.0.1:{}", driver.port);
        let client = builder.capabilities(capabilities).connect(&address).await.expect("the app opens its window");
        let seen = client.capabilities().and_then(|all| all.get("browserName")).cloned();
        assert_eq!(seen, Some(json!("wry")), "the driver opened something else than the app");
        let album = launch.album.map(Path::to_path_buf);
        let window = Self { client, driver, album, taken: AtomicUsize::new(0) };
        window.until("the app's page", SOON, || window.is_there("header#top-bar")).await;
        window
    }

    /// Closes the app as its user does.
    pub async fn close(self) {
        let _ = self.client.clone().close().await;
    }

    /// Ends the app with SIGKILL, wherever it is, and what belonged to it.
    pub fn kill(self) {
        let apps = self.driver.apps();
        assert_eq!(apps.len(), 1, "the app's process");
        let killed = Command::new("kill").arg("-KILL").args(&apps).status().unwrap();
        assert!(killed.success());
        let deadline = Instant::now() + SOON;
        while !self.driver.apps().is_empty() {
            assert!(Instant::now() < deadline, "the app outlives SIGKILL");
            std::thread::sleep(PAUSE);
        }
    }

    /// Asks until there is an answer; says what was on the page when there is none in time.
    pub async fn until<T, F>(&self, what: &str, limit: Duration, mut ask: impl FnMut() -> F) -> T
    where
        F: Future<Output = Result<Option<T>, CmdError>>,
    {
        let deadline = Instant::now() + limit;
        loop {
            let answer = ask().await;
            if let Ok(Some(found)) = answer {
                return found;
            }
            if Instant::now() > deadline {
                let last = answer.err().map(|error| format!("\nlast answer: {error}")).unwrap_or_default();
                self.picture("failed").await;
                let page = self.page_text().await;
                panic!("waited {limit:?} in vain for {what}{last}\n---- {page}");
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Runs JavaScript in the page; the arguments are `arguments[0]` and so on.
    pub async fn js(&self, script: &str, arguments: Vec<Value>) -> Result<Value, CmdError> {
        self.client.execute(script, arguments).await
    }

    async fn page_text(&self) -> String {
        let script = "return location.hash + '\\n' + document.body.innerText;";
        match self.js(script, Vec::new()).await {
            Ok(Value::String(text)) => text,
            other => format!("{other:?}"),
        }
    }

    async fn is_there(&self, css: &str) -> Result<Option<()>, CmdError> {
        let found = self.js("return document.querySelector(arguments[0]) !== null;", vec![json!(css)]).await?;
        Ok((found == json!(true)).then_some(()))
    }

    /// How many elements there are.
    pub async fn count(&self, css: &str) -> u64 {
        let found = self.js("return document.querySelectorAll(arguments[0]).length;", vec![json!(css)]).await;
        found.unwrap().as_u64().unwrap()
    }

    /// Waits for an element.
    pub async fn see(&self, css: &str) {
        self.see_within(css, SOON).await;
    }

    /// As [`Window::see`], with a limit of its own.
    pub async fn see_within(&self, css: &str, limit: Duration) {
        self.until(css, limit, || self.is_there(css)).await;
    }

    /// Waits until there is no such element any more.
    pub async fn gone(&self, css: &str) {
        let ask = || async { Ok((self.count(css).await == 0).then_some(())) };
        self.until(&format!("no {css}"), SOON, ask).await;
    }

    /// Waits until an element holds a text, and gives all of its text.
    pub async fn read(&self, css: &str, wanted: &str) -> String {
        let script = "const found = [...document.querySelectorAll(arguments[0])].map((one) => one.innerText);
            return found.find((text) => text.includes(arguments[1])) ?? null;";
        let ask = || async {
            let text = self.js(script, vec![json!(css), json!(wanted)]).await?;
            Ok(text.as_str().map(str::to_owned))
        };
        self.until(&format!("“{wanted}” in {css}"), SOON, ask).await
    }

    /// Clicks an element once it can be clicked.
    pub async fn click(&self, css: &str) {
        self.press(Locator::Css(css)).await;
    }

    /// Clicks what an XPath finds.
    pub async fn click_xpath(&self, xpath: &str) {
        self.press(Locator::XPath(xpath)).await;
    }

    async fn press(&self, locator: Locator<'_>) {
        let able = "const one = arguments[0]; one.scrollIntoView({ block: 'center' });
            return !one.disabled && one.getAttribute('aria-disabled') !== 'true';";
        let ask = || async {
            let element = self.client.find(locator).await?;
            let argument = serde_json::to_value(&element).unwrap();
            if self.js(able, vec![argument]).await? != json!(true) {
                return Ok(None);
            }
            element.click().await?;
            Ok(Some(()))
        };
        self.until(&format!("a click on {locator:?}"), SOON, ask).await;
    }

    /// Types a text into a field in the place of what is there.
    pub async fn fill(&self, css: &str, text: &str) {
        let all = format!("{}a{}{}", char::from(Key::Control), char::from(Key::Null), char::from(Key::Backspace));
        let ask = || async {
            let element = self.client.find(Locator::Css(css)).await?;
            self.js("arguments[0].scrollIntoView({ block: 'center' });", vec![serde_json::to_value(&element).unwrap()]).await?;
            element.click().await?;
            element.send_keys(&all).await?;
            element.send_keys(text).await?;
            let there = element.prop("value").await?;
            Ok((there.as_deref() == Some(text)).then_some(()))
        };
        self.until(&format!("“{text}” in {css}"), SOON, ask).await;
    }

    /// Types a text into a field in the place of what is there, without a click: for a field in a list that has just opened and still finds its place.
    pub async fn type_into(&self, css: &str, text: &str) {
        let all = format!("{}a{}{}", char::from(Key::Control), char::from(Key::Null), char::from(Key::Backspace));
        let ask = || async {
            let element = self.client.find(Locator::Css(css)).await?;
            element.send_keys(&all).await?;
            element.send_keys(text).await?;
            let there = element.prop("value").await?;
            Ok((there.as_deref() == Some(text)).then_some(()))
        };
        self.until(&format!("“{text}” in {css}"), SOON, ask).await;
    }

    /// What a field holds.
    pub async fn value(&self, css: &str) -> String {
        let found = self.js("return document.querySelector(arguments[0])?.value ?? '';", vec![json!(css)]).await;
        found.unwrap().as_str().unwrap_or_default().to_owned()
    }

    /// Goes to a task by its link in the navigation.
    pub async fn go(&self, step: &str) {
        self.click(&format!("nav a[href^='#/task/{step}']")).await;
        self.see(&format!("[data-place^='task/{step}']")).await;
        // The heading of the page; what it found follows.
        self.see("h1").await;
    }

    /// Goes to the task list.
    pub async fn go_home(&self) {
        self.click("nav a[href='#/tasks']").await;
        self.see("[data-place='tasks']").await;
    }

    /// A task's status as the navigation shows it; `network/us-east-1` for a Region's.
    pub async fn status(&self, step: &str) -> String {
        let script = "return document.querySelector(arguments[0])?.dataset.status ?? '';";
        let (step, region) = step.split_once('/').unwrap_or((step, ""));
        let region = if region.is_empty() { String::new() } else { format!("[data-region='{region}']") };
        let found = self.js(script, vec![json!(format!("[data-testid='status-{step}']{region}"))]).await;
        found.unwrap().as_str().unwrap_or_default().to_owned()
    }

    /// Waits for a task to get one of these states.
    pub async fn becomes(&self, step: &str, wanted: &[&str]) {
        let ask = || async {
            let status = self.status(step).await;
            Ok(wanted.contains(&status.as_str()).then_some(()))
        };
        self.until(&format!("the task {step} to be {wanted:?}"), LATE, ask).await;
    }

    /// Nothing on the page says that something failed.
    pub async fn is_fine(&self) {
        let script =
            "return [...document.querySelectorAll('[data-testid=trouble], [class*=flash-type-error]')].map((one) => one.innerText);";
        let found = self.js(script, Vec::new()).await.unwrap();
        assert_eq!(found, json!([]), "on {}", self.page_text().await);
    }

    /// Sets the size of the page.
    pub async fn resize(&self, width: u32, height: u32) {
        self.client.set_window_size(width, height).await.unwrap();
        let ask = || async {
            let size = self.js("return [window.innerWidth, window.innerHeight];", Vec::new()).await?;
            // The window's own borders may take a little.
            let near = |index: usize, wanted: u32| size[index].as_u64().is_some_and(|now| now.abs_diff(u64::from(wanted)) <= 60);
            Ok((near(0, width) && near(1, height)).then_some(()))
        };
        self.until(&format!("a window of {width} x {height}"), SOON, ask).await;
    }

    /// A picture of what is on the screen, if this window keeps an album. The name gets a number.
    pub async fn picture(&self, name: &str) {
        let Some(album) = &self.album else { return };
        // A picture shows the last frame: let what changed be painted.
        let painted = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done(true)));";
        self.client.execute_async(painted, Vec::new()).await.unwrap();
        let number = self.taken.fetch_add(1, Ordering::Relaxed) + 1;
        let png = self.client.screenshot().await.unwrap();
        std::fs::write(album.join(format!("{number:02}-{name}.png")), png).unwrap();
    }

    /// Pictures from the top of the page to its end.
    pub async fn pictures(&self, name: &str) {
        if self.album.is_none() {
            return;
        }
        self.js("window.scrollTo(0, 0);", Vec::new()).await.unwrap();
        self.picture(name).await;
        let more = "const before = window.scrollY; window.scrollBy(0, window.innerHeight - 180); return window.scrollY > before + 40;";
        for part in 2..=6 {
            if self.js(more, Vec::new()).await.unwrap() != json!(true) {
                break;
            }
            self.picture(&format!("{name}-{part}")).await;
        }
        self.js("window.scrollTo(0, 0);", Vec::new()).await.unwrap();
    }

    /// Waits until no colour and no place changes by itself any more; what turns without end (a spinner) doesn't count.
    pub async fn still(&self) {
        let moving = "return document.getAnimations().filter((one) => one.playState === 'running'
            && one.effect.getComputedTiming().endTime !== Infinity).length;";
        let ask = || async { Ok((self.js(moving, Vec::new()).await? == json!(0)).then_some(())) };
        self.until("the page to stand still", SOON, ask).await;
    }

    /// What axe-core finds on the page: one line per finding and place. A message that fades in while it is judged has the colours of the moment,
    /// so what is found is looked for once more on the page at rest: a fault of the page is there both times.
    pub async fn axe(&self) -> Vec<String> {
        let first = self.axe_now().await;
        if first.is_empty() { first } else { self.axe_now().await }
    }

    async fn axe_now(&self) -> Vec<String> {
        self.still().await;
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/node_modules/axe-core/axe.min.js");
        if self.js("return typeof window.axe;", Vec::new()).await.unwrap() != json!("object") {
            let source = std::fs::read_to_string(&path).expect("axe-core is installed (npm ci in ui)");
            self.js(&source, Vec::new()).await.unwrap();
        }
        let script = "const done = arguments[arguments.length - 1];
            window.axe.run(document, { resultTypes: ['violations'] }).then(
                (all) => done(all.violations.flatMap((one) => one.nodes.map((node) =>
                    `${one.id} (${one.impact}): ${node.target.join(' ')} ${node.html.slice(0, 160)} – ${node.failureSummary ?? ''}`))),
                (error) => done([`axe failed: ${error}`]));";
        let found = self.client.execute_async(script, Vec::new()).await.unwrap();
        let lines = found.as_array().unwrap().iter();
        lines.map(|one| one.as_str().unwrap_or_default().to_owned()).collect()
    }
}
