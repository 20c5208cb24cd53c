//! Delegations, good and broken in every way that we know, served by BIND on the ports and addresses of the real thing; and Zonemaster's opinion on
//! the same tree.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod bind;
mod cases;
mod namespace;
mod zonemaster;

use std::path::Path;
use std::time::{Duration, Instant};

use bind::Lab;
use cases::Case;
use gangway_dns::{DelegationCheck, DnsError, Fault, Net, check_delegation, root_hints};
use gangway_model::DnsName;

#[test]
fn every_delegation_of_the_lab_gets_its_diagnosis() {
    if let Some(folder) = namespace::folder() {
        return inside(&folder);
    }
    for program in ["named", "dnssec-signzone", "ip", "unshare"] {
        if !namespace::installed(program) && !Path::new("/usr/sbin").join(program).exists() {
            let text = format!("SKIPPED: {program} is not installed; ./test installs it");
            assert!(std::env::var("GANGWAY_WITHOUT_PEERS").is_ok_and(|set| set == "1"), "{text}");
            eprintln!("{text}");
            return;
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["every_delegation_of_the_lab_gets_its_diagnosis", "--exact", "--nocapture"];
    let Some((well, told)) = namespace::again(folder.path(), &arguments) else {
        eprintln!("SKIPPED: this machine allows nobody a network namespace of their own (unshare)");
        return;
    };
    println!("{told}");
    assert!(well && told.contains("1 passed"), "{told}");
}

fn inside(folder: &Path) {
    bind::take_addresses();
    let (zones, cases) = cases::build(folder);
    let lab = Lab::start(folder, &zones, 53);
    assert!(cases.iter().filter(|case| case.codes != ["delegation-live"]).count() >= 20);
    let roots = root_hints(&std::fs::read_to_string(&lab.hints).unwrap()).unwrap();
    let net = Net { timeout: Duration::from_secs(1), ..Net::apart(roots, 53) };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let checks: Vec<DelegationCheck> = cases.iter().map(|case| runtime.block_on(looked_at(&net, case))).collect();
    let wrong: Vec<String> = cases.iter().zip(&checks).filter_map(|(case, check)| differs(case, check)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));

    // Nobody serves the zone above: that is no delegation's fault, and said as what it is.
    let silent = runtime.block_on(check_delegation(&net, &name("api.gone.com"), &[]));
    assert_eq!(silent, Err(DnsError::ZoneSilent { zone: "gone.com".to_owned(), why: Fault::Refused }));
    zonemaster::judge(&lab, &cases, &checks);
}

fn name(text: &str) -> DnsName {
    DnsName::parse(text).unwrap()
}

async fn looked_at(net: &Net, case: &Case) -> DelegationCheck {
    let expected: Vec<DnsName> = case.expected.iter().map(|server| name(server)).collect();
    let start = Instant::now();
    let check = check_delegation(net, &name(&case.name), &expected).await.unwrap_or_else(|error| panic!("{}: {error}", case.name));
    // However many questions a dead server is asked, it costs one timeout.
    assert!(start.elapsed() < net.timeout + Duration::from_millis(900), "{}: {:?}", case.name, start.elapsed());
    check
}

/// What is not as the table has it.
fn differs(case: &Case, check: &DelegationCheck) -> Option<String> {
    let mut codes: Vec<&str> = check.findings.iter().map(|finding| finding.message.code.as_str()).collect();
    codes.retain(|code| *code != "delegation-remembered");
    codes.sort_unstable();
    let same = codes == case.codes && check.verdict == case.verdict && check.changes.len() == case.changes;
    let shown = || {
        let trace: Vec<String> = check.trace.iter().map(ToString::to_string).collect();
        format!(
            "{}: {:?}, {} changes, {codes:?}\n  instead of {:?}, {}, {:?}\n{:#?}\n{}",
            case.name,
            check.verdict,
            check.changes.len(),
            case.verdict,
            case.changes,
            case.codes,
            check.changes,
            if std::env::var_os("GANGWAY_LAB_TRACE").is_some() { trace.join("\n") } else { String::new() }
        )
    };
    (!same).then(shown)
}
