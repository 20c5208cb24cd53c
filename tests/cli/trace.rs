//! The journal against the wire, as the kernel saw both: a begin is on the disk before its request leaves, an end before the next begin.

use std::process::Command;

use crate::support::{Journey, PracticeServer, Running, Turn};

/// What matters of a trace, in order.
#[derive(Debug, Clone, PartialEq)]
enum Event {
    /// Something is written into the -wal; with what it writes, as far as strace shows it.
    Written(String),
    /// What was written into the -wal before is on the disk.
    Synced,
    /// A request that changes something leaves for AWS.
    Sent(String),
}

/// Reads the output of `strace -f -yy`: a write and a send count when they begin, a sync when it has ended.
fn events(trace: &str, wal: &str, endpoint: &str) -> Vec<Event> {
    let mut events = Vec::new();
    // The threads whose sync of the -wal is under way.
    let mut syncing = Vec::new();
    for line in trace.lines() {
        let Some((thread, call)) = line.trim_start().split_once(char::is_whitespace) else { continue };
        let call = call.trim_start();
        let (is_sync, is_wal) = (call.starts_with("fsync(") || call.starts_with("fdatasync("), call.contains(wal));
        if is_sync && is_wal {
            if call.contains("<unfinished") {
                syncing.push(thread);
            } else if call.ends_with("= 0") {
                events.push(Event::Synced);
            }
        } else if call.starts_with("<... fsync resumed") || call.starts_with("<... fdatasync resumed") {
            let ours = syncing.iter().position(|one| *one == thread);
            if ours.map(|place| syncing.swap_remove(place)).is_some() && call.ends_with("= 0") {
                events.push(Event::Synced);
            }
        } else if is_wal && (call.starts_with("pwrite64(") || call.starts_with("write(")) {
            events.push(Event::Written(call.to_owned()));
        } else if call.contains(&format!("->{endpoint}]"))
            && let Some(action) = action(call)
        {
            events.push(Event::Sent(action));
        }
    }
    events
}

/// The action of a request that changes something.
fn action(call: &str) -> Option<String> {
    let after = |mark: &str| call.find(mark).map(|at| &call[at + mark.len()..]);
    let rest = after("Action=").or_else(|| after("CertificateManager."))?;
    let name: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
    ["Create", "Modify", "Register", "Request", "Start"].iter().any(|verb| name.starts_with(verb)).then_some(name)
}

/// How many requests left in order, or what was out of order.
fn judged(events: &[Event]) -> Result<Vec<String>, String> {
    let mut sent: Vec<String> = Vec::new();
    // Since the request before: transactions that are on the disk, and what is written and not on the disk yet.
    let (mut durable, mut loose): (Vec<String>, String) = (Vec::new(), String::new());
    for event in events {
        match event {
            Event::Written(text) => loose.push_str(text),
            Event::Synced if !loose.is_empty() => durable.push(std::mem::take(&mut loose)),
            Event::Synced => {}
            Event::Sent(action) => {
                if !loose.is_empty() {
                    return Err(format!("{action} left while something was written and not on the disk"));
                }
                if !durable.last().is_some_and(|last| last.contains(action.as_str())) {
                    return Err(format!("{action} left, and its begin is not on the disk"));
                }
                if sent.last().is_some() && durable.len() < 2 {
                    return Err(format!("{action} was begun before the end of {:?} was on the disk", sent.last()));
                }
                sent.push(action.clone());
                durable.clear();
            }
        }
    }
    Ok(sent)
}

#[test]
fn a_begin_is_on_the_disk_before_its_request_leaves() {
    let practice = PracticeServer::start(1.0);
    let endpoint = practice.world.aws.endpoint.trim_start_matches("http://").to_owned();
    let mut journey = Journey::new(&practice);
    let mut turn = Turn::Answer;
    let mut sent = Vec::new();
    for number in 0.. {
        assert!(number < 10, "the first plan is not carried out: {sent:?}");
        let trace = journey.folder().join(format!("trace-{number}"));
        let plain = journey.command_of(&turn);
        let mut traced = Command::new("strace");
        traced.args([
            "-f",
            "-yy",
            "-s",
            "65536",
            "-e",
            "trace=fsync,fdatasync,pwrite64,write,sendto,sendmsg,writev",
            "-e",
            "signal=none",
            "-o",
        ]);
        traced.arg(&trace).arg(plain.get_program()).args(plain.get_args());
        for (name, value) in plain.get_envs() {
            match value {
                Some(value) => traced.env(name, value),
                None => traced.env_remove(name),
            };
        }
        let ran = Running::start(&mut traced).end();
        assert!(matches!(ran.code, 0 | 3 | 4), "{ran:?}");
        let text = String::from_utf8_lossy(&std::fs::read(&trace).unwrap()).into_owned();
        sent.extend(judged(&events(&text, "acme.gangway-wal", &endpoint)).unwrap_or_else(|wrong| panic!("{wrong} ({})", trace.display())));
        turn = journey.turn_after(&ran.report());
        if sent.iter().any(|action| action == "StartVpcEndpointServicePrivateDnsVerification") {
            break;
        }
        practice.control.set_clock(None, Some(600_000)).unwrap();
    }
    let expected = [
        "RequestCertificate",
        "CreateLoadBalancer",
        "ModifyLoadBalancerAttributes",
        "CreateTargetGroup",
        "RegisterTargets",
        "CreateListener",
        "CreateVpcEndpointServiceConfiguration",
        "ModifyVpcEndpointServicePermissions",
        "StartVpcEndpointServicePrivateDnsVerification",
    ];
    assert_eq!(sent, expected);
}

/// Two requests as they should be: begin, send, end, begin, send.
const GOOD: &str = r#"
101 pwrite64(9</t/acme.gangway-wal>, "..elasticloadbalancing:CreateListener..", 4096, 32) = 4096
101 fdatasync(9</t/acme.gangway-wal> <unfinished ...>
102 write(11<socket:[77]>, "x", 1) = 1
101 <... fdatasync resumed>) = 0
102 sendto(12<TCP:[127.0.0.1:5000->127.0.0.1:4000]>, "POST / HTTP/1.1\r\n\r\nAction=CreateListener&Port=443", 60, MSG_NOSIGNAL, NULL, 0) = 60
101 pwrite64(9</t/acme.gangway-wal>, "..CreateListener..done..", 4096, 4152) = 4096
101 fdatasync(9</t/acme.gangway-wal>) = 0
101 pwrite64(9</t/acme.gangway-wal>, "..acm:RequestCertificate..", 4096, 8272) = 4096
101 fdatasync(9</t/acme.gangway-wal>) = 0
102 sendto(12<TCP:[127.0.0.1:5000->127.0.0.1:4000]>, "POST /\r\nx-amz-target: CertificateManager.RequestCertificate\r\n", 60, MSG_NOSIGNAL, NULL, 0) = 60
"#;

fn judge(trace: &str) -> Result<Vec<String>, String> {
    judged(&events(trace, "acme.gangway-wal", "127.0.0.1:4000"))
}

fn without(line: usize) -> String {
    GOOD.lines().enumerate().filter(|(number, _)| *number != line).map(|(_, text)| format!("{text}\n")).collect()
}

#[test]
fn the_judge_of_traces_takes_a_good_one() {
    assert_eq!(judge(GOOD).unwrap(), ["CreateListener", "RequestCertificate"]);
}

#[test]
fn the_judge_of_traces_refuses_doctored_ones() {
    // A begin that is not written; one that is not synced; a sync that ends after the send.
    for line in [1, 4] {
        assert!(judge(&without(line)).unwrap_err().starts_with("CreateListener left"), "line {line}");
    }
    let late = without(4).replace(
        "101 pwrite64(9</t/acme.gangway-wal>, \"..CreateListener..done",
        "101 <... fdatasync resumed>) = 0\n101 pwrite64(9</t/acme.gangway-wal>, \"..CreateListener..done",
    );
    assert!(judge(&late).unwrap_err().starts_with("CreateListener left while"));
    // The sync failed.
    assert!(judge(&GOOD.replace("resumed>) = 0", "resumed>) = -1 EIO")).unwrap_err().starts_with("CreateListener left"));
    // The second begin is not written, or not synced.
    assert!(judge(&without(8)).unwrap_err().contains("RequestCertificate left, and"));
    assert!(judge(&without(9)).unwrap_err().contains("RequestCertificate left while"));
    // The end of the first is not synced before the second begins, or not written at all.
    for line in [6, 7] {
        assert!(judge(&without(line)).unwrap_err().contains("was begun before the end of"), "line {line}");
    }
    // Another file was synced.
    assert!(judge(&GOOD.replace("fdatasync(9</t/acme.gangway-wal>", "fdatasync(9</t/acme.gangway>")).is_err());
}
