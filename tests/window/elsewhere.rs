//! A bad day elsewhere in the real window: name servers, the mail server and Seller Operations, from the first record to the live delegation.

use crate::driver::{LATE, Launch, Window};
use crate::faults::{SPEED, begin, each, end, place, says, told_once};
use crate::said::{Row, Scene, only, rows};
use crate::support::PracticeServer;
use crate::{drawer, pages};

/// See the module.
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
    pages::certificate(&window).await;
    publishing(&window).await;
    pages::to_plan(&window, "private-dns").await;
    pages::approve(&window).await;
    window.becomes("private-dns", &["done"]).await;
    each(&window, Scene::Record).await;
    pages::customer(&window).await;
    pages::attest(&window).await;
    pages::take(&window, "rehearsal", &["done"]).await;
    pages::package(&window).await;
    pages::to_plan(&window, "submission").await;
    refused(&window, &practice).await;
    maybe_sent(&window, &practice).await;
    silent(&window, &practice).await;
    asked_again(&window, &practice).await;
    slow(&window, &practice).await;
    mistaken(&window, &practice).await;
    each(&window, Scene::Delegation).await;
    window.see_within("[data-testid='part-found'] [class*='status-success']", LATE).await;
    window.close().await;
}

/// The record is published, and one server does not show it: asking AWS now would be asking for a refusal.
async fn publishing(window: &Window) {
    window.go("private-dns").await;
    pages::publish(window).await;
    window.see_within("[data-testid='apply']", LATE).await;
    for row in rows(Scene::Publishing) {
        begin(window, row).await;
        window.click("[data-testid='check']").await;
        window.see_within(&place(row), LATE).await;
        window.read("[data-testid='part-records']", row.sentence).await;
        assert_eq!(window.count("[data-testid='apply']").await, 0);
        end(window).await;
        window.click("[data-testid='check']").await;
        window.see_within("[data-testid='apply']", LATE).await;
    }
}

/// Sends the package: what was approved once stays approved when the mail server is at fault.
async fn send(window: &Window) {
    window.see("[data-testid='send'], [data-testid='resume']").await;
    window.click("[data-testid='send'], [data-testid='resume']").await;
}

/// How many mails Seller Operations have, and how many the seller.
fn mails(practice: &PracticeServer) -> (usize, usize) {
    let mailbox = practice.control.mailbox().unwrap();
    (mailbox.sent.len(), mailbox.inbox.len())
}

/// Each refusal is told, once, and leaves nothing behind.
async fn refused(window: &Window, practice: &PracticeServer) {
    for row in rows(Scene::Refused) {
        begin(window, row).await;
        send(window).await;
        let told = format!("[data-testid='delivery'][data-state='notSent'][data-code='{}']", row.code);
        window.see_within(&told, LATE).await;
        window.read(&told, row.sentence).await;
        told_once(window, row).await;
        assert_eq!(mails(practice), (0, 0), "{}", row.fault);
        end(window).await;
    }
}

/// Twice nobody knows whether it arrived: once it did not, once it did. Seller Operations keep silent meanwhile.
async fn maybe_sent(window: &Window, practice: &PracticeServer) {
    begin(window, only(Scene::Desk, "desk-silent")).await;
    let (hangs, cut) = (only(Scene::Sending, "mail-hangs"), only(Scene::Sending, "mail-cut"));
    begin(window, hangs).await;
    send(window).await;
    perhaps(window, hangs).await;
    assert_eq!(mails(practice), (0, 0));
    drawer::end(window, hangs.fault).await;
    // What was approved goes out again once it is known that it has not arrived.
    begin(window, cut).await;
    window.click("[data-testid='delivery-lost']").await;
    window.read("[role='dialog']", "Send the same package again?").await;
    assert_eq!(mails(practice), (0, 0), "nothing goes out before the answer");
    window.click("[data-testid='delivery-again']").await;
    perhaps(window, cut).await;
    assert_eq!(mails(practice), (1, 0));
    drawer::end(window, cut.fault).await;
    drawer::close(window).await;
    window.click("[data-testid='delivery-received']").await;
    window.becomes("submission", &["done"]).await;
    window.see("[data-testid='progress-change'][data-state='done']").await;
    window.is_fine().await;
}

/// Nobody knows whether it arrived, which is told once; nothing is sent a second time before the user's word.
async fn perhaps(window: &Window, row: &Row) {
    window.see_within(&format!("[data-testid='delivery'][data-state='maybeSent'][data-code='{}']", row.code), LATE).await;
    told_once(window, row).await;
    assert_eq!(window.count("[data-testid='send']").await, 0);
}

/// Another package, with another remark in it.
async fn another_package(window: &Window, remark: &str) {
    window.go("submission").await;
    window.fill("[data-testid='field-notes'] textarea", remark).await;
    window.click("[data-testid='make-package']").await;
    window.see("[data-testid='send']").await;
}

/// A mail server that puts the first try off, and people who do not answer.
async fn silent(window: &Window, practice: &PracticeServer) {
    another_package(window, "The second package.").await;
    let later = only(Scene::Sending, "greylisting");
    begin(window, later).await;
    send(window).await;
    window.see_within(&format!("[data-testid='delivery'][data-state='notSent'][data-code='{}']", later.code), LATE).await;
    told_once(window, later).await;
    drawer::open_at(window, "clock").await;
    window.read("[data-testid='practice-next']", "The mail server takes what it put off").await;
    window.click("[data-testid='skip-wait-now']").await;
    window.read("[data-testid='practice-next']", "Nothing is waited for").await;
    drawer::close(window).await;
    send(window).await;
    window.see_within("[data-testid='delivery'][data-state='sent']", LATE).await;
    drawer::end(window, later.fault).await;

    window.go("delegation").await;
    drawer::open_at(window, "clock").await;
    window.click("[data-testid='skip-day']").await;
    drawer::close(window).await;
    window.click("[data-testid='check']").await;
    says(window, only(Scene::Desk, "desk-silent")).await;
    assert_eq!(mails(practice), (2, 0));
}

/// What Seller Operations ask is no list of name servers.
async fn asked_again(window: &Window, practice: &PracticeServer) {
    let row = only(Scene::Desk, "desk-asks-again");
    begin(window, row).await;
    drawer::end(window, "desk-silent").await;
    drawer::open_at(window, "mail").await;
    window.read("[data-testid='practice-mail']", row.sentence).await;
    drawer::close(window).await;
    window.see(&place(row)).await;
    assert_eq!(window.count("[data-testid='use-name-servers']").await, 0);
    assert_eq!(mails(practice), (2, 2), "each of both packages is asked about");
    end(window).await;
}

/// A third package, through a mail server that is slow and whose other port is in bad company.
async fn slow(window: &Window, practice: &PracticeServer) {
    another_package(window, "Yes, it is ours.").await;
    // Before it is sent: they answer within minutes, and minutes are over at once here.
    for row in ["desk-slow", "desk-wrong-name-servers"].map(|fault| only(Scene::Desk, fault)) {
        drawer::begin(window, row.fault, row.parameters).await;
    }
    for row in ["starttls-missing", "mail-slow"].map(|fault| only(Scene::Sending, fault)) {
        drawer::begin(window, row.fault, row.parameters).await;
    }
    drawer::close(window).await;
    send(window).await;
    window.see("[data-testid='operation-running']").await;
    window.gone("[data-testid='operation-running']").await;
    window.becomes("submission", &["done"]).await;
    window.is_fine().await;
    for fault in ["starttls-missing", "mail-slow"] {
        drawer::end(window, fault).await;
    }
    drawer::close(window).await;
    assert_eq!(mails(practice), (3, 2));
}

/// Their answer takes a day, and one of its four name servers is wrong; a second mail puts it right.
async fn mistaken(window: &Window, practice: &PracticeServer) {
    let (late, wrong) = (only(Scene::Desk, "desk-slow"), only(Scene::Desk, "desk-wrong-name-servers"));
    window.go("delegation").await;
    says(window, late).await;
    assert_eq!(mails(practice), (3, 2));
    window.click("[data-testid='skip-wait']").await;
    window.see_within("[data-testid='use-name-servers']", LATE).await;
    drawer::end(window, late.fault).await;
    drawer::close(window).await;
    take_over(window).await;
    says(window, wrong).await;
    assert_eq!(window.count("[data-testid='use-name-servers']").await, 0, "it holds what is there already");

    drawer::open_at(window, "clock").await;
    window.read("[data-testid='practice-next']", "Seller Operations answer").await;
    window.click("[data-testid='skip-wait-now']").await;
    end(window).await;
    take_over(window).await;
    let old = "[data-testid='finding'][data-code='delegation-wrong-server']";
    window.see_within(old, LATE).await;
    window.read(old, "ns-2220.awsdns-72.net").await;
    drawer::open_at(window, "registrar").await;
    let row = "//tr[.//*[@data-testid='registrar-record']][.//*[contains(text(), 'ns-2220')]]";
    window.click_xpath(&format!("{row}//button[@data-testid='registrar-remove']")).await;
    drawer::close(window).await;
    window.click("[data-testid='check']").await;
    window.becomes("delegation", &["done"]).await;
}

/// The name servers of the newest mail, with their records published.
async fn take_over(window: &Window) {
    window.see_within("[data-testid='use-name-servers']", LATE).await;
    window.click("[data-testid='use-name-servers']").await;
    let second = window.read("[data-testid='name-servers'] li:nth-child(2)", "awsdns").await;
    window.click("[data-testid='continue']").await;
    // The records of a former list stand there until the look at the new one has ended.
    window.see_within("[data-testid='publish-record']", LATE).await;
    window.read("[data-testid='part-records']", second.trim()).await;
    pages::publish(window).await;
}
