//! Every fault of the mail server, driven by smtplib: what the client saw, and whether the mail was stored.

use std::time::Duration;

use gangway_practice::Practice;
use serde_json::Value;

use super::mail_clients::{Sending, begin, stored};
use super::still;

/// How far the client came, the exception, and the server's code.
fn outcome(seen: &Value) -> (&str, &str, i64) {
    (seen["at"].as_str().unwrap(), seen["error"].as_str().unwrap_or(""), seen["code"].as_i64().unwrap_or(0))
}

/// Sends, and expects to see this, with so many mails more in Seller Operations' mailbox.
fn expect(practice: &Practice, sending: &Sending, wanted: (&str, &str, i64), more: usize, what: &str) {
    let before = stored(practice);
    let seen = sending.run(practice);
    assert_eq!(outcome(&seen), wanted, "{what}: {seen}");
    assert_eq!(stored(practice), before + more, "{what}: stored");
}

/// Everything is well again.
fn recovers(practice: &Practice) {
    practice.control().end_fault(None).unwrap();
    expect(practice, &Sending::submission(practice), ("end", "", 0), 1, "afterwards");
}

const GONE: &str = "SMTPServerDisconnected";
const REFUSED: &str = "SMTPResponseException";

#[test]
fn a_connection_is_cut_at_every_stage_and_the_mail_is_stored_from_the_final_dot_on() {
    let practice = still();
    let stages = [
        ("connect", "connect", 0),
        ("greeting", "connect", 0),
        ("ehlo", "ehlo", 0),
        ("starttls", "starttls", 0),
        ("auth", "auth", 0),
        ("mail", "mail", 0),
        ("rcpt", "rcpt", 0),
        ("data", "data", 0),
        ("content", "data", 0),
        ("end-of-content", "data", 0),
        ("after-content", "data", 1),
        ("quit", "quit", 1),
    ];
    for (stage, at, more) in stages {
        begin(&practice, "mail-cut", &[("stage", stage)]);
        expect(&practice, &Sending::submission(&practice), (at, GONE, 0), more, stage);
        assert!(practice.control().faults().unwrap().active.is_empty(), "{stage} struck once");
    }
    for sending in [Sending::implicit(), Sending::submission(&practice)] {
        begin(&practice, "mail-cut", &[("stage", "tls")]);
        let seen = sending.run(&practice);
        let (at, error, _) = outcome(&seen);
        assert_eq!(at, if sending.mode == "implicit" { "connect" } else { "starttls" }, "{seen}");
        assert!(["SSLEOFError", "ConnectionResetError"].contains(&error), "{seen}");
    }
    recovers(&practice);
    let statuses: Vec<u16> = practice.control().requests(0).unwrap().iter().map(|request| request.status).collect();
    assert_eq!(statuses, [0, 0, 250, 250], "end-of-content, after-content, quit, and the last");
}

#[test]
fn a_connection_hangs_at_every_stage_and_the_mail_is_stored_from_the_final_dot_on() {
    let stages = [
        ("connect", "connect", GONE, 0),
        ("tls", "starttls", "TimeoutError", 0),
        ("greeting", "connect", GONE, 0),
        ("ehlo", "ehlo", GONE, 0),
        ("starttls", "starttls", GONE, 0),
        ("auth", "auth", GONE, 0),
        ("mail", "mail", GONE, 0),
        ("rcpt", "rcpt", GONE, 0),
        ("data", "data", GONE, 0),
        ("content", "data", GONE, 0),
        ("end-of-content", "data", GONE, 0),
        ("after-content", "data", GONE, 1),
        ("quit", "quit", GONE, 1),
    ];
    // All wait at the same time, each in a world of its own.
    std::thread::scope(|scope| {
        for (stage, at, error, more) in stages {
            scope.spawn(move || {
                let practice = still();
                begin(&practice, "mail-hangs", &[("stage", stage)]);
                let seen = Sending { timeout: 4, ..Sending::submission(&practice) }.run(&practice);
                assert_eq!(outcome(&seen), (at, error, 0), "{stage}: {seen}");
                // smtplib says a silent server as a lost one, with the timeout in its text.
                assert!(seen["why"].as_str().unwrap().contains("timed out"), "{stage}: {seen}");
                assert!(seen["seconds"].as_f64().unwrap() > 3.9, "{stage}: {seen}");
                assert_eq!(stored(&practice), more, "{stage}");
                recovers(&practice);
            });
        }
    });
}

#[test]
fn a_mail_is_put_off_at_every_command_and_never_stored() {
    let practice = still();
    for (stage, at, error) in [
        ("greeting", "connect", "SMTPConnectError"),
        ("ehlo", "ehlo", "SMTPHeloError"),
        ("starttls", "starttls", REFUSED),
        ("auth", "auth", "SMTPAuthenticationError"),
        ("mail", "mail", REFUSED),
        ("rcpt", "rcpt", REFUSED),
        ("data", "data", "SMTPDataError"),
        ("end-of-content", "content", REFUSED),
    ] {
        // EHLO and AUTH are tried a second time in another way.
        let times = if matches!(stage, "ehlo" | "auth") { 2 } else { 1 };
        for _ in 0..times {
            begin(&practice, "mail-put-off", &[("stage", stage), ("code", "451")]);
        }
        expect(&practice, &Sending::submission(&practice), (at, error, 451), 0, stage);
        practice.control().end_fault(None).unwrap();
    }
    for code in ["421", "450", "452"] {
        begin(&practice, "mail-put-off", &[("code", code)]);
        expect(&practice, &Sending::implicit(), ("rcpt", REFUSED, code.parse().unwrap()), 0, code);
    }
    recovers(&practice);
}

#[test]
fn lasting_refusals_stand_until_they_are_ended() {
    let practice = still();
    let logged_in = Sending::implicit().logged_in(&practice);
    for (name, sending, wanted) in [
        ("wrong-password", &logged_in, ("auth", "SMTPAuthenticationError", 535)),
        ("wrong-password", &Sending::submission(&practice), ("auth", "SMTPAuthenticationError", 535)),
        ("wrong-password", &Sending::implicit(), ("mail", REFUSED, 530)),
        ("auth-not-offered", &logged_in, ("auth", "SMTPNotSupportedError", 0)),
        ("auth-not-offered", &Sending::submission(&practice), ("auth", "SMTPNotSupportedError", 0)),
        ("mailbox-unknown", &Sending::implicit(), ("rcpt", REFUSED, 550)),
        ("mail-taken-for-spam", &Sending::implicit(), ("content", REFUSED, 554)),
        ("starttls-missing", &Sending::submission(&practice), ("starttls", "SMTPNotSupportedError", 0)),
    ] {
        begin(&practice, name, &[]);
        for _ in 0..2 {
            expect(&practice, sending, wanted, 0, name);
        }
        practice.control().end_fault(None).unwrap();
    }
    recovers(&practice);
}

#[test]
fn what_is_too_large_is_refused_by_its_announced_size_and_by_its_content() {
    let practice = still();
    begin(&practice, "mail-too-large", &[("octets", "200")]);
    let long = Sending { message: format!("Subject: long\r\n\r\n{}", "x\r\n".repeat(100)), ..Sending::implicit() };
    expect(&practice, &long, ("content", REFUSED, 552), 0, "content");
    expect(&practice, &Sending { size: true, ..long }, ("mail", REFUSED, 552), 0, "size");
    expect(&practice, &Sending { size: true, ..Sending::implicit() }, ("end", "", 0), 1, "a short one");
}

#[test]
fn a_greylisted_mail_is_taken_after_a_while() {
    let practice = still();
    let control = practice.control();
    begin(&practice, "greylisting", &[("seconds", "300")]);
    let refused = ("rcpt", REFUSED, 450);
    expect(&practice, &Sending::implicit(), refused, 0, "first try");
    control.set_clock(None, Some(299_000)).unwrap();
    expect(&practice, &Sending::implicit(), refused, 0, "too soon");
    let skipped = control.skip().unwrap();
    assert_eq!((skipped.skipped_ms, skipped.ended.unwrap().what.as_str()), (1_000, "mail-server"));
    expect(&practice, &Sending::implicit(), ("end", "", 0), 1, "after the while");
    expect(&practice, &Sending::implicit(), ("end", "", 0), 1, "from then on");
    control.end_fault(None).unwrap();
    begin(&practice, "greylisting", &[]);
    expect(&practice, &Sending::implicit(), refused, 0, "a new greylist knows nobody");
}

#[test]
fn a_certificate_that_nobody_should_trust_is_not_trusted() {
    let practice = still();
    for (wrong, words) in [
        ("other-name", "Hostname mismatch"),
        ("expired", "certificate has expired"),
        ("self-signed", "self-signed certificate"),
        ("unknown-authority", "unable to get local issuer certificate"),
    ] {
        let fault = begin(&practice, "mail-certificate", &[("wrong", wrong)]);
        for (sending, at) in [(Sending::implicit(), "connect"), (Sending::submission(&practice), "starttls")] {
            let before = stored(&practice);
            let seen = sending.run(&practice);
            assert_eq!(outcome(&seen), (at, "SSLCertVerificationError", 0), "{wrong}: {seen}");
            let why = seen["why"].as_str().unwrap().replace("self signed", "self-signed");
            assert!(why.contains(words), "{wrong}: {why}");
            assert_eq!(stored(&practice), before);
        }
        practice.control().end_fault(Some(&fault.id)).unwrap();
    }
    recovers(&practice);
}

#[test]
fn forged_replies_are_never_taken_for_the_servers() {
    let practice = still();
    begin(&practice, "forged-replies", &[]);
    // The forged greeting stands where TLS has to be.
    let seen = Sending::implicit().run(&practice);
    assert_eq!((seen["at"].as_str(), seen["error"].as_str()), (Some("connect"), Some("SSLError")), "{seen}");
    // smtplib throws away what came in clear with the answer to STARTTLS, and asks again under TLS.
    let seen = Sending::submission(&practice).run(&practice);
    let features: Vec<&str> = seen["features"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(!features.contains(&"x-forged"), "{seen}");
    assert_eq!(outcome(&seen), ("end", "", 0), "{seen}");
    assert_eq!(stored(&practice), 1);
}

#[test]
fn a_slow_server_is_slow_and_does_its_work() {
    let practice = still();
    begin(&practice, "mail-slow", &[("seconds", "1")]);
    let seen = Sending::implicit().run(&practice);
    assert_eq!(outcome(&seen), ("end", "", 0), "{seen}");
    // Greeting, EHLO, MAIL, RCPT, DATA, content, QUIT.
    let seconds = Duration::from_secs_f64(seen["seconds"].as_f64().unwrap());
    assert!(seconds >= Duration::from_secs(7), "{seconds:?}");
    assert_eq!(stored(&practice), 1);
}
