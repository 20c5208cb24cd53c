//! A bad day in the real window: each fault of the practice world is begun from the drawer, what Gangway says then is right, and it recovers.

use crate::driver::{LATE, Launch, Window};
use crate::support::{PracticeServer, resources};
use crate::{drawer, pages};

/// World seconds per real second.
const SPEED: f64 = 600.0;

/// Every fault of the catalogue is begun, listed and ended by its button.
pub async fn every_one() {
    let practice = PracticeServer::start(SPEED);
    let home = tempfile::tempdir().unwrap();
    let window = Window::open(&Launch::on(home.path()).practice(practice.url())).await;
    pages::start_practice(&window, "Every fault").await;
    let catalogue = practice.control.faults().unwrap().catalogue;
    assert!(catalogue.len() > 30, "{}", catalogue.len());
    for kind in &catalogue {
        drawer::begin(&window, &kind.name, &[]).await;
        let active = practice.control.faults().unwrap().active;
        let names: Vec<&str> = active.iter().map(|fault| fault.name.as_str()).collect();
        assert_eq!(names, [kind.name.as_str()]);
        for parameter in &kind.parameters {
            assert_eq!(active[0].parameters.get(&parameter.name), Some(&parameter.default), "{} {}", kind.name, parameter.name);
        }
        assert_eq!(active[0].times, None, "until it is ended");
        window.click("[data-testid='fault-end']").await;
        window.see("[data-testid='no-faults']").await;
        assert!(practice.control.faults().unwrap().active.is_empty(), "{}", kind.name);
    }
    window.close().await;
}

/// Looks again on the page, and waits for what it says.
async fn look_says(window: &Window, code: &str, sentence: &str) {
    drawer::close(window).await;
    window.click("[data-testid='check']").await;
    let place = format!("[data-testid='trouble'][data-code='{code}'], [data-testid='finding'][data-code='{code}']");
    window.see_within(&place, LATE).await;
    window.read(&place, sentence).await;
}

/// All is ended, and the page finds nothing wrong any more.
async fn recovers(window: &Window, code: &str) {
    drawer::end_all(window).await;
    drawer::close(window).await;
    window.click("[data-testid='check']").await;
    window.gone(&format!("[data-testid='trouble'][data-code='{code}'], [data-testid='finding'][data-code='{code}']")).await;
}

/// A name of a fault, its particulars, the code of what is said, and a part of the sentence.
type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str, &'a str);

async fn each(window: &Window, cases: &[Case<'_>]) {
    for (name, parameters, code, sentence) in cases {
        drawer::begin(window, name, parameters).await;
        look_says(window, code, sentence).await;
        recovers(window, code).await;
    }
}

/// What goes wrong with AWS, told while it is looked at and while it is changed.
pub async fn of_aws() {
    let practice = PracticeServer::start(SPEED);
    let home = tempfile::tempdir().unwrap();
    let window = Window::open(&Launch::on(home.path()).practice(practice.url())).await;
    pages::start_practice(&window, "A bad day at AWS").await;
    pages::up_to_instances(&window).await;
    window.go("network").await;
    window.becomes("network", &["done"]).await;
    let reads = ("action", "DescribeVpcs");
    each(
        &window,
        &[
            ("call-fails", &[reads, ("error", "InternalError")], "aws-unavailable", "AWS can’t answer at the moment"),
            ("call-fails", &[reads, ("error", "Throttling")], "aws-throttled", "AWS asks to go slower"),
            ("access-denied", &[("action", "ec2:DescribeVpcs")], "aws-access-denied", "does not allow this profile"),
            ("credentials-expire", &[], "aws-credentials-expired", "sign-in to AWS has expired"),
            ("region-is-down", &[("region", "eu-west-1")], "aws-unavailable", "a disturbance at AWS"),
            ("region-is-down", &[("region", "eu-west-1"), ("how", "closed")], "aws-no-answer", "AWS did not answer"),
            ("region-not-enabled", &[("region", "eu-west-1")], "aws-not-accepted", "the Region is not turned on"),
            ("clock-skew", &[], "aws-clock-wrong", "This computer’s clock is wrong"),
            ("answer-garbled", &[reads], "aws-not-understood", "What answered is not AWS"),
        ],
    )
    .await;

    // Slow is not wrong: the page says that it looks, and then what it found.
    drawer::begin(&window, "call-slow", &[reads, ("seconds", "2")]).await;
    drawer::close(&window).await;
    window.click("[data-testid='check']").await;
    window.see("[data-testid='check'][aria-disabled='true'], [data-testid='check']:disabled").await;
    window.see_within("[data-testid='check']:not(:disabled):not([aria-disabled='true'])", LATE).await;
    window.is_fine().await;
    drawer::end_all(&window).await;

    // A change that is refused stays approved, and goes on once the right is there.
    drawer::begin(&window, "access-denied", &[("action", "elasticloadbalancing:CreateTargetGroup")]).await;
    drawer::close(&window).await;
    pages::to_plan(&window, "load-balancer").await;
    pages::approve(&window).await;
    window.see_within("[data-testid='part-do'] [data-testid='trouble'][data-code='aws-access-denied']", LATE).await;
    drawer::end_all(&window).await;
    drawer::close(&window).await;
    window.click("[data-testid='resume']").await;
    window.becomes("load-balancer", &["done"]).await;
    for kind in ["load-balancer", "target-group", "listener"] {
        assert_eq!(resources(&practice.control, "111122223333", "eu-west-1", kind).len(), 1, "{kind}");
    }
    window.close().await;
}

/// What goes wrong with mail and DNS, from the package to the live delegation.
pub async fn of_mail_and_dns() {
    let practice = PracticeServer::start(SPEED);
    let home = tempfile::tempdir().unwrap();
    let window = Window::open(&Launch::on(home.path()).practice(practice.url())).await;
    pages::start_practice(&window, "A bad day elsewhere").await;
    pages::up_to_instances(&window).await;
    for step in ["load-balancer", "endpoint-service"] {
        pages::to_plan(&window, step).await;
        pages::approve(&window).await;
        window.becomes(step, &["done"]).await;
    }
    pages::names(&window).await;
    let second = ("server", "ns2.dns-host.example");
    each(
        &window,
        &[
            ("server-silent", &[second], "record-server-failed", "it does not answer"),
            ("server-refuses", &[second], "record-server-failed", "it refuses the question"),
        ],
    )
    .await;
    pages::customer(&window).await;
    pages::attest(&window).await;
    pages::take(&window, "rehearsal", &["done"]).await;
    pages::package(&window).await;
    pages::to_plan(&window, "submission").await;
    mail(&window, &practice).await;

    window.go("delegation").await;
    window.see_within("[data-testid='use-name-servers']", LATE).await;
    window.click("[data-testid='use-name-servers']").await;
    window.click("[data-testid='continue']").await;
    window.see_within("[data-testid='publish-record']", LATE).await;
    pages::publish(&window).await;
    window.becomes("delegation", &["done"]).await;
    let one = ("server", "ns-2101.awsdns-71.com");
    each(
        &window,
        &[
            ("server-silent", &[one], "delegation-lame", "it does not answer"),
            ("server-lame", &[one], "delegation-lame", "ns-2101.awsdns-71.com does not serve the name"),
            ("delegation-partial", &[], "delegation-partial-set", "Only 3 of 4 name servers are published"),
            ("delegation-extra", &[], "delegation-wrong-server", "ns1.dns-host.example is published"),
            ("ds-without-signatures", &[], "delegation-ds-without-dnskey", "There is a DS record"),
            ("cname-at-the-cut", &[], "delegation-cname-at-name", "There is an alias (CNAME)"),
        ],
    )
    .await;
    window.see_within("[data-testid='part-found'] [class*='status-success']", LATE).await;
    window.close().await;
}

/// Sends the package: what was approved once stays approved when the mail server is at fault.
async fn send(window: &Window) {
    window.see("[data-testid='send'], [data-testid='resume']").await;
    window.click("[data-testid='send'], [data-testid='resume']").await;
}

/// The package is refused in five ways, each of which leaves nothing behind; then nobody knows whether it arrived.
async fn mail(window: &Window, practice: &PracticeServer) {
    let refused: [Case<'_>; 5] = [
        ("wrong-password", &[], "mail-login-refused", "refuses user name or password"),
        ("greylisting", &[("seconds", "86400")], "mail-later", "asks to try again later"),
        ("mailbox-unknown", &[], "mail-recipient-unknown", "does not know the recipient"),
        ("mail-too-large", &[], "mail-too-large", "too large for the mail server"),
        ("mail-certificate", &[("wrong", "expired")], "mail-untrusted", "does not prove that it is"),
    ];
    for (name, parameters, code, sentence) in refused {
        drawer::begin(window, name, parameters).await;
        drawer::close(window).await;
        send(window).await;
        let place = format!("[data-testid='finding'][data-code='{code}']");
        window.see_within(&place, LATE).await;
        window.read(&place, sentence).await;
        window.see("[data-testid='delivery'][data-state='notSent']").await;
        assert_eq!(practice.control.mailbox().unwrap().sent.len(), 0, "{name}");
        drawer::end_all(window).await;
        drawer::close(window).await;
    }
    drawer::begin(window, "mail-cut", &[("stage", "after-content")]).await;
    drawer::close(window).await;
    send(window).await;
    window.see_within("[data-testid='delivery'][data-state='maybeSent']", LATE).await;
    assert_eq!(practice.control.mailbox().unwrap().sent.len(), 1);
    drawer::end_all(window).await;
    drawer::close(window).await;
    window.click("[data-testid='delivery-received']").await;
    window.becomes("submission", &["done"]).await;
}
