//! Zonemaster, asked about the same zones from the same root.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use gangway_dns::DelegationCheck;

use super::bind::Lab;
use super::cases::Case;
use super::namespace::installed;

/// How many at a time: it waits more than it works.
const AT_ONCE: usize = 12;
/// Its modules but those that ask the Internet whose an address is, or judge the documentation addresses that this tree lives at.
const MODULES: [&str; 5] = ["Basic", "Consistency", "Delegation", "DNSSEC", "Nameserver"];

/// What it says that is worse than a warning: (level, tag).
fn asked(lab: &Lab, zone: &str) -> BTreeSet<(String, String)> {
    let mut command = Command::new("zonemaster-cli");
    command.args(["--json", "--level=ERROR", "--no-time"]).arg(format!("--hints={}", lab.hints.display()));
    for module in MODULES {
        command.arg(format!("--test={module}"));
    }
    let done = command.arg(zone).output().unwrap();
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    let shown = || format!("{zone}: {text}{}", String::from_utf8_lossy(&done.stderr));
    let document: serde_json::Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{}", shown()));
    let results = document.get("results").unwrap_or(&document).as_array().unwrap_or_else(|| panic!("{}", shown()));
    let part = |one: &serde_json::Value, field: &str| one[field].as_str().unwrap_or_default().to_owned();
    results.iter().map(|one| (part(one, "level"), part(one, "tag"))).collect()
}

pub fn judge(lab: &Lab, cases: &[Case], checks: &[DelegationCheck]) {
    if !installed("zonemaster-cli") {
        println!("SKIPPED: zonemaster-cli is not installed, so nobody else has judged these {} delegations", cases.len());
        return;
    }
    let next = AtomicUsize::new(0);
    let opinions = Mutex::new(vec![BTreeSet::new(); cases.len()]);
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)).map(|case| &case.name) {
                    let opinion = asked(lab, case);
                    let at = cases.iter().position(|other| other.name == *case).unwrap();
                    opinions.lock().unwrap()[at] = opinion;
                }
            });
        }
    });
    let opinions = opinions.into_inner().unwrap();
    let mut unnamed = Vec::new();
    for ((case, check), opinion) in cases.iter().zip(checks).zip(&opinions) {
        println!("{}: {:?}; Zonemaster: {opinion:?}", case.name, check.verdict);
        let ours: Vec<&str> = check.findings.iter().map(|finding| finding.message.code.as_str()).collect();
        let named = |tag: &str| causes(tag).iter().any(|cause| ours.contains(cause));
        unnamed.extend(opinion.iter().filter(|(_, tag)| !named(tag)).map(|(_, tag)| format!("{}: {tag}, we say {ours:?}", case.name)));
    }
    assert!(unnamed.is_empty(), "{unnamed:#?}");
    assert!(opinions.iter().filter(|opinion| !opinion.is_empty()).count() >= 15, "it can't have looked at them");
}

/// Which of our findings name the cause of what it reports. A tag that is not in the list is one that nobody has thought about.
fn causes(tag: &str) -> &'static [&'static str] {
    match tag {
        // Nobody is sent on to the child, or to nobody who serves it.
        "NO_GLUE_PREVENTS_NAMESERVER_TESTS" | "NO_RESOLUTION" | "TOTAL_NAME_MISMATCH" | "NOT_ENOUGH_NS_CHILD" => &[
            "delegation-not-delegated",
            "delegation-cname-at-name",
            "delegation-missing-final-dot",
            "delegation-wrong-server",
            "delegation-lame",
        ],
        "NOT_ENOUGH_NS_DEL" | "DS11_UNDETERMINED_DS" => &["delegation-not-delegated", "delegation-cname-at-name"],
        "EXTRA_NAME_PARENT" => &["delegation-wrong-server", "delegation-missing-final-dot", "delegation-lame"],
        "NS_FAILED" | "SOA_NOT_EXISTS" | "CHILD_ZONE_LAME" => {
            &["delegation-lame", "delegation-wrong-server", "delegation-missing-final-dot"]
        }
        "CAN_NOT_BE_RESOLVED" => {
            &["delegation-lame", "delegation-missing-final-dot", "delegation-server-alias", "delegation-children-disagree"]
        }
        "NS_IS_CNAME" => &["delegation-server-alias"],
        "NO_RESPONSE_DNSKEY" => &["delegation-lame", "delegation-wrong-server", "delegation-ds-without-dnskey"],
        "DS11_DS_BUT_UNSIGNED_ZONE" | "DS_BUT_NOT_DNSKEY" | "DS02_NO_VALID_DNSKEY_FOR_ANY_DS" => &["delegation-ds-without-dnskey"],
        "DS02_DNSKEY_NOT_SIGNED_BY_ANY_DS"
        | "DS02_RRSIG_NOT_VALID_BY_DNSKEY"
        | "DS08_DNSKEY_RRSIG_EXPIRED"
        | "DS09_SOA_RRSIG_EXPIRED"
        | "DS10_NSEC_RRSIG_VERIFY_ERROR"
        | "RRSIG_EXPIRED" => &["delegation-signatures"],
        _ => &[],
    }
}
