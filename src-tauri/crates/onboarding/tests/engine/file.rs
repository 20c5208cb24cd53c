//! The file as a file: busy, damaged, newer, read-only, missing, copied; and what never gets into it.

use std::collections::BTreeMap;
use std::path::Path;

use gangway_model::{Evidence, StepId, Timestamp, message};
use gangway_onboarding::file::{FileError, ProjectFile, SCHEMA_VERSION, StepRecord};
use gangway_onboarding::view::{CheckState, Verdict};
use gangway_onboarding::{Engine, Trouble, World};

use super::journal::{aborted, child, meta};
use super::rehearsal::{Answers, Rehearsal, SPEED, all_done, play};

fn beside(path: &Path, end: &str) -> std::path::PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

fn refusal(path: &Path) -> FileError {
    match ProjectFile::open(path) {
        Err(error) => error,
        Ok(_) => panic!("the file was to be refused"),
    }
}

#[test]
fn a_file_that_is_open_says_who_has_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.gangway");
    let file = ProjectFile::create(&path, &meta()).unwrap();
    match refusal(&path) {
        FileError::Busy { holder } => assert!(holder.contains(&format!("process {}", std::process::id())), "{holder}"),
        other => panic!("{other:?}"),
    }
    assert!(matches!(ProjectFile::create(&path, &meta()), Err(FileError::Exists)));
    drop(file);
    drop(ProjectFile::open(&path).expect("free again"));
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["a.gangway"], "one file, and nothing beside it");
}

#[test]
fn a_damaged_file_is_set_aside_with_its_wal_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let path = aborted(folder.path());
    let wal = std::fs::read(beside(&path, "-wal")).expect("an aborted process leaves its -wal");
    let mut bytes = std::fs::read(&path).unwrap();
    assert!(bytes.len() > 8 * 4096, "{}", bytes.len());
    bytes[2 * 4096..].fill(0xEE);
    std::fs::write(&path, &bytes).unwrap();

    let aside = match refusal(&path) {
        FileError::Damaged { aside } => aside,
        other => panic!("{other:?}"),
    };
    assert!(!path.exists(), "nothing takes its place");
    assert!(std::fs::read(&aside).unwrap() == bytes, "the file as it was");
    assert!(std::fs::read(beside(&aside, "-wal")).expect("the -wal beside it") == wal, "the -wal as it was");
    let trouble = Trouble::from(FileError::Damaged { aside: aside.clone() });
    assert_eq!(trouble.message, message("file-damaged").with("aside", aside.display().to_string()));
    assert!(matches!(refusal(&path), FileError::Missing));
}

#[test]
fn a_database_of_something_else_is_not_taken_for_ours() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.gangway");
    rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE notes (text TEXT);").unwrap();
    assert!(matches!(refusal(&path), FileError::Damaged { aside } if aside.exists()));
}

#[test]
fn a_newer_file_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.gangway");
    drop(ProjectFile::create(&path, &meta()).unwrap());
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", SCHEMA_VERSION + 1).unwrap();
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(refusal(&path), FileError::Newer { found } if found == SCHEMA_VERSION + 1));
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_missing_file_and_a_place_that_cannot_be_written_are_said() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(refusal(&folder.path().join("none.gangway")), FileError::Missing));
    assert!(matches!(refusal(folder.path()), FileError::Missing), "a folder is no file");
    if cfg!(target_os = "linux") {
        // Not even root makes files there.
        let outcome = ProjectFile::create(Path::new("/proc/gangway-test.gangway"), &meta());
        assert!(matches!(outcome, Err(FileError::ReadOnly)), "{:?}", outcome.err());
    }
}

#[cfg(unix)]
#[test]
fn a_write_protected_file_is_read_only_and_not_damaged() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.gangway");
    drop(ProjectFile::create(&path, &meta()).unwrap());
    let before = std::fs::read(&path).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o444)).unwrap();
    // The protection does not bind root, who may open it.
    let binds = std::fs::OpenOptions::new().append(true).open(&path).is_err();
    match ProjectFile::open(&path) {
        Err(FileError::ReadOnly) => assert!(binds),
        Ok(_) => assert!(!binds),
        Err(other) => panic!("{other:?}"),
    }
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn a_clean_copy_is_one_file_that_opens_and_forgets_what_was_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let (path, target) = (folder.path().join("a.gangway"), folder.path().join("copy.gangway"));
    let file = ProjectFile::create(&path, &meta()).unwrap();
    file.remember("last-place", "MARK-OF-A-FORMER-PLACE".repeat(300)).await.unwrap();
    file.remember("last-place", "here".to_owned()).await.unwrap();
    file.copy_to(&target).await.unwrap();
    assert!(matches!(file.copy_to(&target).await, Err(FileError::Exists)));
    assert!(!beside(&target, "-wal").exists());
    assert!(!contains(&std::fs::read(&target).unwrap(), b"MARK-OF-A-FORMER-PLACE"));
    drop(file);

    let copy = ProjectFile::open(&target).unwrap();
    assert_eq!(copy.meta().await.unwrap(), meta());
    assert_eq!(copy.remembered("last-place").await.unwrap().as_deref(), Some("here"));
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

fn record(count: usize, at: i64) -> StepRecord {
    let seen =
        |by: &str, count: usize| Evidence { message: message("evidence-targets").with("healthy", count), by: by.into(), at: Timestamp(at) };
    StepRecord {
        state: CheckState::Matches,
        verdict: Verdict::Verified,
        observed: None,
        findings: Vec::new(),
        evidence: vec![seen("elasticloadbalancing:DescribeTargetHealth", count), seen("DNS CNAME a.example.com", 1)],
        ids: BTreeMap::new(),
        trouble: None,
        checked_at: Timestamp(at),
    }
}

#[tokio::test]
async fn the_log_of_evidence_keeps_changes_and_is_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.gangway");
    let file = ProjectFile::create(&path, &meta()).unwrap();
    let account = meta().account;
    let keep = async |record: StepRecord| file.keep_check(&account, &(StepId::Reachability, String::new()), &record).await.unwrap();
    // Watched for hours: the same is seen again and again, then something else, then the first again.
    for at in 0..50 {
        keep(record(3, at)).await;
    }
    keep(record(2, 50)).await;
    keep(record(3, 51)).await;
    // A check that saw nothing does not begin the log anew.
    keep(StepRecord { evidence: Vec::new(), ..record(3, 52) }).await;
    keep(record(3, 53)).await;
    let times = |file: ProjectFile| {
        drop(file);
        let db = rusqlite::Connection::open(&path).unwrap();
        let mut rows = db.prepare("SELECT at FROM evidence ORDER BY id").unwrap();
        rows.query_map([], |row| row.get::<_, i64>(0)).unwrap().collect::<Result<Vec<_>, _>>().unwrap()
    };
    assert_eq!(times(file), [0, 0, 50, 51]);

    // What flaps for ever is bounded all the same.
    let file = ProjectFile::open(&path).unwrap();
    for at in 100..1_400 {
        let record = record(usize::try_from(at % 2).unwrap(), at);
        file.keep_check(&account, &(StepId::Reachability, String::new()), &record).await.unwrap();
    }
    let kept = times(file);
    assert!(kept.len() <= 500, "{}", kept.len());
    assert_eq!(kept.last(), Some(&1_399), "the newest are kept");
}

const PLANTED: &str = "GANGWAY_TEST_PLANTED";
const SECRET: &str = "wJalrXUtnFEMI-K7MDENG-bPxRfiCYEXAMPLEKEY";
const TOKEN: &str = "FwoGZXIvYXdzEXAMPLESESSIONTOKEN";
const KEY_ID: &str = "AKIAIOSFODNN7EXAMPLE";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_credential_ever_gets_into_the_file() {
    if std::env::var(PLANTED).is_err() {
        let folder = tempfile::tempdir().unwrap();
        let profiles = folder.path().join("credentials");
        let text = format!("[acme]\naws_access_key_id = {KEY_ID}\naws_secret_access_key = {SECRET}\naws_session_token = {TOKEN}\n");
        std::fs::write(&profiles, text).unwrap();
        let environment = [
            (PLANTED, "yes"),
            ("AWS_ACCESS_KEY_ID", KEY_ID),
            ("AWS_SECRET_ACCESS_KEY", SECRET),
            ("AWS_SESSION_TOKEN", TOKEN),
            ("AWS_PROFILE", "acme"),
            ("AWS_SHARED_CREDENTIALS_FILE", profiles.to_str().unwrap()),
        ];
        let ended = child("file::no_credential_ever_gets_into_the_file", &environment);
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stdout));
        assert!(String::from_utf8_lossy(&ended.stdout).contains("1 passed"), "the child ran the test");
        return;
    }
    let rehearsal = Rehearsal::new(SPEED);
    let document = serde_json::to_string(&rehearsal.control.world().unwrap()).unwrap();
    assert!(document.contains("\"secret\":\"practice\""), "{document}");
    let document = document.replace("\"secret\":\"practice\"", &format!("\"secret\":\"{SECRET}\""));
    let clock = rehearsal.world().clock;
    let world = World::rehearsal(&document, "seller", clock).unwrap();
    let path = rehearsal.path();
    let engine = Engine::create(&path, "Acme API", Some("acme".to_owned()), world).await.unwrap();
    Answers::default().give(&engine).await;
    play(&rehearsal, &engine, all_done).await;

    // While it is open: with the -wal and whatever else lies there.
    let mut files = 0;
    for open in [true, false] {
        if !open {
            engine.file().copy_to(&rehearsal.folder.path().join("copy.gangway")).await.unwrap();
        }
        for entry in std::fs::read_dir(rehearsal.folder.path()).unwrap() {
            let path = entry.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            files += 1;
            for planted in [SECRET, TOKEN, KEY_ID, "PRACTICESELLER"] {
                assert!(!contains(&bytes, planted.as_bytes()), "{planted} in {}", path.display());
            }
        }
    }
    assert!(files >= 5, "the file, its -wal and its signature, then the copy as well: {files}");
    assert!(
        contains(&std::fs::read(rehearsal.folder.path().join("copy.gangway")).unwrap(), b"Acme GmbH"),
        "the search finds what is there"
    );
}
