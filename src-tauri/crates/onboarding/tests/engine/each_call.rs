//! Trouble at each call of a whole onboarding, reads and changes: whatever AWS, the network or the sign-in does, it is told in words that name
//! what it was, nothing is made twice, and going on finishes.
//!
//! Which calls there are is not written down here: a clean run tells the operations. Then every turn (`turns.rs`) is taken with trouble laid at
//! the first call of each operation, again at the second, and so on, until it passes untouched. So a call that is new in the engine is covered
//! by itself. One onboarding meets trouble at each call, each time of another kind; and for each kind there is one onboarding in which every
//! operation meets it, once while changes are carried out and once elsewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use gangway_aws::{Credentials, Patience};
use gangway_onboarding::{Trouble, World};
use gangway_practice::FaultForm;
use gangway_words::Words;

use super::rehearsal::Rehearsal;
use super::turns::{Person, Turn};

/// What goes wrong, and how it may be told.
#[derive(Clone, Copy)]
pub struct Kind {
    pub fault: &'static str,
    /// One more parameter of the fault.
    pub how: Option<(&'static str, &'static str)>,
    /// The codes that say what it was.
    pub codes: &'static [&'static str],
}

const fn kind(fault: &'static str, how: Option<(&'static str, &'static str)>, codes: &'static [&'static str]) -> Kind {
    Kind { fault, how, codes }
}

/// A sign-in that ran out is told by one code in EC2 and by another elsewhere.
const SIGN_IN: &[&str] = &["aws-credentials-expired", "aws-request-expired"];
const DISTURBED: &[&str] = &["aws-unavailable", "aws-interrupted"];
const NO_ANSWER: &[&str] = &["aws-no-answer", "aws-interrupted"];
const NOT_AWS: &[&str] = &["aws-not-understood", "aws-interrupted"];

pub const THROTTLED: Kind = kind("call-fails", Some(("error", "Throttling")), &["aws-throttled"]);
pub const INTERNAL: Kind = kind("call-fails", Some(("error", "InternalError")), DISTURBED);
pub const UNAVAILABLE: Kind = kind("call-fails", Some(("error", "ServiceUnavailable")), DISTURBED);
const EXPIRED: Kind = kind("call-fails", Some(("error", "ExpiredToken")), SIGN_IN);
const DENIED: Kind = kind("call-fails", Some(("error", "AccessDenied")), &["aws-access-denied"]);
pub const RESET: Kind = kind("call-is-reset", None, NO_ANSWER);
pub const CUT: Kind = kind("call-is-cut", Some(("where", "before-answer")), NO_ANSWER);
pub const HALF: Kind = kind("call-is-cut", Some(("where", "within-answer")), NO_ANSWER);
pub const PAGE: Kind = kind("answer-garbled", Some(("status", "502")), NOT_AWS);
const PAGE_OF_SUCCESS: Kind = kind("answer-garbled", Some(("status", "200")), NOT_AWS);
pub const SILENT: Kind = kind("call-times-out", None, NO_ANSWER);
const LATE: Kind = kind("call-slow", Some(("seconds", "1")), NO_ANSWER);

/// How much of an onboarding meets it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// Each call in each kind of turn.
    Calls,
    /// Each operation, once while changes are carried out and once elsewhere.
    Operations,
}

/// A world that hurries: what is waited for in real time is short.
pub fn hasty(rehearsal: &Rehearsal, waits: bool) -> World {
    let mut world = rehearsal.world();
    world.consistency = Duration::from_millis(150);
    if let Credentials::Rehearsal { patience, .. } = &mut world.credentials {
        patience.pause = Duration::from_millis(1);
        if waits {
            *patience = Patience { attempt: Duration::from_millis(900), operation: Duration::from_millis(900), ..*patience };
        }
    }
    world
}

pub fn made(rehearsal: &Rehearsal) -> BTreeMap<String, usize> {
    let all = rehearsal.control.resources().unwrap();
    let mine = all.get("111122223333").unwrap().values().flatten();
    let mut counts = BTreeMap::new();
    for (kind, ids) in mine {
        *counts.entry(kind.clone()).or_default() += ids.len();
    }
    counts
}

/// Said in words, with what it was, why, and what to do.
pub fn assert_told(words: &Words, codes: &[&str], turn: impl std::fmt::Debug, trouble: &Trouble) {
    let message = &trouble.message;
    assert!(codes.contains(&message.code.as_str()), "{turn:?}: {trouble:?}");
    let said = [Some(words.say(message)), words.why(message), words.next(message)];
    for sentence in said {
        let sentence = sentence.unwrap_or_else(|| panic!("{}: a sentence is missing", message.code));
        assert!(sentence.contains(' ') && !sentence.contains("{ $") && !sentence.contains("{$"), "{}: {sentence}", message.code);
    }
}

/// The faults of one try, and what became of them.
struct Laid<'a> {
    rehearsal: &'a Rehearsal,
    /// Ids of what lasts until it is ended.
    reading: Vec<String>,
    /// Operation -> the id of what strikes one call of it.
    changing: BTreeMap<String, String>,
}

impl<'a> Laid<'a> {
    fn lay(rehearsal: &'a Rehearsal, kind: &Kind, reading: &[(&str, u64)], changing: &[(&str, u64)]) -> Self {
        let begin = |action: &str, nth, times| {
            let mut parameters = BTreeMap::from([("action".to_owned(), action.to_owned())]);
            if let Some((name, value)) = kind.how {
                parameters.insert(name.to_owned(), value.to_owned());
            }
            let form = FaultForm { name: kind.fault.to_owned(), parameters, nth: Some(nth), times: Some(times) };
            rehearsal.control.begin_fault(&form).unwrap().id
        };
        let reading = reading.iter().map(|(action, nth)| begin(action, *nth, 0)).collect();
        let changing = changing.iter().map(|(action, nth)| ((*action).to_owned(), begin(action, *nth, 1))).collect();
        Self { rehearsal, reading, changing }
    }

    /// Ends them. The operations that ask and those that change something that went wrong.
    fn lift(self) -> (BTreeSet<String>, BTreeSet<String>) {
        let active = self.rehearsal.control.faults().unwrap().active;
        if !active.is_empty() {
            self.rehearsal.control.end_fault(None).unwrap();
        }
        // One that has struck is over.
        let over = self.changing.iter().filter(|(_, id)| !active.iter().any(|fault| fault.id == **id));
        let changed = over.map(|(action, _)| action.clone()).collect();
        let asked = active.iter().filter(|fault| self.reading.contains(&fault.id) && fault.struck > 0);
        (asked.map(|fault| fault.parameters["action"].clone()).collect(), changed)
    }
}

/// What an onboarding is when nothing goes wrong.
struct Clean {
    /// Operations that ask.
    asking: BTreeSet<String>,
    /// Operations that change something.
    changing: BTreeSet<String>,
    /// Kind of resource -> how many.
    made: BTreeMap<String, usize>,
}

async fn clean() -> &'static Clean {
    static CLEAN: tokio::sync::OnceCell<Clean> = tokio::sync::OnceCell::const_new();
    let run = async || {
        let rehearsal = Rehearsal::new(1.0);
        let mut person = Person::new(&rehearsal, hasty(&rehearsal, false));
        person.play(async |person, turn| person.take(turn).await.unwrap_or_else(|trouble| panic!("{turn:?}: {trouble:?}"))).await;
        let requests = rehearsal.control.requests(0).unwrap();
        let of = |mutating| {
            let mine = requests.iter().filter(|request| request.mutating == mutating && !request.action.starts_with("SMTP"));
            mine.map(|request| request.action.clone()).collect::<BTreeSet<_>>()
        };
        Clean { asking: of(false), changing: of(true), made: made(&rehearsal) }
    };
    CLEAN.get_or_init(run).await
}

/// A whole onboarding with trouble; how often there was some.
async fn judge(kinds: &[Kind], extent: Extent) -> usize {
    let clean = clean().await;
    let rehearsal = Rehearsal::new(1.0);
    let words = Words::english();
    let waits = kinds.iter().any(|kind| matches!(kind.fault, "call-times-out" | "call-slow"));
    let mut person = Person::new(&rehearsal, hasty(&rehearsal, waits));
    // Kind of turn and operation -> how many of its calls met trouble.
    let mut known: BTreeMap<(Turn, &str), u64> = BTreeMap::new();
    let (mut tries, mut struck) = (0, 0);
    person
        .play(async |person: &mut Person<'_>, turn| {
            let sort = match (extent, turn) {
                (Extent::Calls, turn) => turn,
                (Extent::Operations, Turn::Apply) => Turn::Apply,
                (Extent::Operations, _) => Turn::Open,
            };
            let mut before = BTreeSet::new();
            loop {
                tries += 1;
                assert!(tries < 1_000, "{turn:?} does not end");
                let kind = kinds[tries % kinds.len()];
                let met = |one: &str| known.get(&(sort, one)).copied().unwrap_or(0);
                let reads = clean.asking.iter().map(|one| (one.as_str(), met(one) + 1));
                let reads: Vec<(&str, u64)> = reads.filter(|(_, nth)| extent == Extent::Calls || *nth == 1).collect();
                // A change that went wrong is sent again first, and that has to get through.
                let changes = clean.changing.iter().filter(|_| sort == Turn::Apply);
                let changes: Vec<(&str, u64)> = changes.map(|one| (one.as_str(), 1 + u64::from(before.contains(one)))).collect();
                let laid = Laid::lay(person.rehearsal, &kind, &reads, &changes);
                let outcome = person.take(turn).await;
                let (asked, changed) = laid.lift();
                match &outcome {
                    Ok(()) if asked.is_empty() && changed.is_empty() => break,
                    Ok(()) => {}
                    // On a busy machine an answer may be late without anybody's doing.
                    Err(trouble) if asked.is_empty() && changed.is_empty() => assert!(waits, "{turn:?}: {trouble:?}"),
                    Err(trouble) => assert_told(&words, kind.codes, turn, trouble),
                }
                if turn != Turn::Open {
                    assert_eq!(person.failed().await, vec![], "{turn:?}: what is approved stays approved");
                }
                struck += asked.len() + changed.len();
                for one in
                    clean.asking.iter().filter(|one| asked.contains(*one)).chain(clean.changing.iter().filter(|one| changed.contains(*one)))
                {
                    *known.entry((sort, one)).or_default() += 1;
                }
                before = changed;
            }
        })
        .await;
    assert_eq!(rehearsal.control.mailbox().unwrap().sent.len(), 1);
    assert_eq!(made(&rehearsal), clean.made, "as many of each as without trouble");
    let spared: Vec<&String> = clean.asking.union(&clean.changing).filter(|one| !known.keys().any(|(_, known)| known == one)).collect();
    assert_eq!(spared, Vec::<&String>::new(), "never met trouble");
    println!("{}: {struck} troubles in {tries} tries", kinds[0].fault);
    struck
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_call_meets_some_trouble() {
    let all = [DENIED, INTERNAL, THROTTLED, CUT, EXPIRED, RESET, UNAVAILABLE, HALF, PAGE, PAGE_OF_SUCCESS];
    let struck = judge(&all, Extent::Calls).await;
    assert!(struck > 80, "{struck}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asked_to_go_slower() {
    judge(&[THROTTLED], Extent::Operations).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn disturbances_at_aws() {
    judge(&[INTERNAL, UNAVAILABLE], Extent::Operations).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_are_reset() {
    judge(&[RESET], Extent::Operations).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_are_cut_off_after_the_call_was_carried_out() {
    judge(&[CUT, HALF], Extent::Operations).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_that_runs_out() {
    judge(&[EXPIRED], Extent::Operations).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn permissions_that_are_missing() {
    judge(&[DENIED], Extent::Operations).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_that_are_not_aws_s() {
    judge(&[PAGE, PAGE_OF_SUCCESS], Extent::Operations).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_that_are_never_answered() {
    judge(&[SILENT], Extent::Operations).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_come_too_late() {
    judge(&[LATE], Extent::Operations).await;
}
