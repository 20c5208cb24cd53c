//! The allow list as seller staff work with it: a file comes in, row by row it is said what is wrong, and the table answers while one types.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use fantoccini::key::Key;
use gangway_practice::HoldWhen;
use serde_json::json;

use crate::driver::{LATE, Launch, Window};
use crate::keyboard::key;
use crate::pages;
use crate::support::{PracticeServer, hold};
use crate::the_tour::{album, look, look_at_dialog};

/// How many customers the file has: `GANGWAY_MANY`, such as 100000 for measuring.
fn many() -> usize {
    std::env::var("GANGWAY_MANY").ok().and_then(|text| text.parse().ok()).unwrap_or(2_000)
}

/// A file as a spreadsheet writes it, with the slips that spreadsheets make.
fn table(path: &Path, rows: usize) {
    let mut text = String::from("\u{feff}Customer;AWS account id;Note\r\n");
    for row in 0..rows {
        let _ = write!(text, "Customer {row:06} GmbH;{:012};since {}\r\n", 200_000_000_123 + row * 7, 2020 + row % 6);
    }
    text.push_str("Lost zeros;12345678901;\r\nLost digits;1,23457E+11;\r\nOwn;111122223333;\r\nTwice;200000000123;\r\nAll;*;\r\n");
    text.push_str("With a path;arn:aws:iam::444455556666:role/team/Partner;\r\nSession;arn:aws:sts::444455556666:assumed-role/A/b;\r\n");
    std::fs::write(path, text).unwrap();
}

/// Types a search letter by letter and measures from each key to the next picture after the rows have changed.
async fn typed(window: &Window, text: &str) -> Vec<f64> {
    let script = "
        const [css, text, done] = arguments;
        const input = document.querySelector(css);
        const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
        const frame = () => new Promise((next) => requestAnimationFrame(() => setTimeout(next, 0)));
        (async () => {
            const times = [];
            for (let end = 1; end <= text.length; end += 1) {
                await new Promise((next) => setTimeout(next, 250));
                const began = performance.now();
                set.call(input, text.slice(0, end));
                input.dispatchEvent(new Event('input', { bubbles: true }));
                await frame();
                times.push(performance.now() - began);
            }
            done(times);
        })();";
    let css = json!("[data-testid='allow-list-search'] input");
    let times = window.client.execute_async(script, vec![css, json!(text)]).await.unwrap();
    times.as_array().unwrap().iter().map(|time| time.as_f64().unwrap()).collect()
}

/// See the module.
pub async fn many_customers() {
    let album = album("customers");
    let home = tempfile::tempdir().unwrap();
    let kept = tempfile::tempdir().unwrap();
    let file = kept.path().join("customers.csv");
    table(&file, many());
    let launch = Launch { choose: Some(&file), album: Some(&album), ..Launch::on(home.path()) };
    let window = Window::open(&launch).await;
    let mut found = Vec::new();
    pages::start_practice(&window, "Many customers").await;
    window.go("product").await;
    pages::answer_product(&window).await;
    pages::take(&window, "product", &["done"]).await;
    window.go("allow-list").await;
    window.see("[data-testid='allow-list-add']").await;
    look(&window, "allow-list-empty", &mut found).await;

    // Asking a customer.
    window.click("[data-testid='allow-list-actions'] button").await;
    window.click_xpath("//*[@role='menuitem'][contains(., 'Ask a customer')]").await;
    window.see("[role='dialog'] textarea").await;
    assert!(window.value("[role='dialog'] textarea").await.contains("We are in eu-west-1."));
    look_at_dialog(&window, "allow-list-invite", &mut found).await;
    window.click("[data-testid='invite-draft']").await;
    window.gone("[role='dialog']").await;
    let draft = std::fs::read_to_string(kept.path().join("invitation.eml")).unwrap();
    assert!(draft.starts_with("X-Unsent: 1\r\n") && draft.contains("eu-west-1"), "{draft}");

    // The file: nothing goes in before it was looked at, and the slips stay out.
    window.click("[data-testid='allow-list-add']").await;
    look_at_dialog(&window, "allow-list-paste", &mut found).await;
    window.click("[data-testid='import-file']").await;
    window.see_within("[data-testid='import-rows']", LATE).await;
    window.read("[role='dialog']", "Go in (").await;
    for wrong in
        ["Can’t go in (3)", "Doubtful (2)", "Named twice (1)", "Everyone (1)", "has lost digits", "has a path", "session of a role"]
    {
        window.read("[role='dialog']", wrong).await;
    }
    look_at_dialog(&window, "allow-list-preview", &mut found).await;
    window.click("[data-testid='allow-list-add-confirm']").await;
    window.until("the rows are in", LATE, async || Ok((window.count("[role='dialog']").await == 0).then_some(()))).await;
    window.read("[data-testid='part-choice'] tr", "Customer 000000 GmbH").await;
    look(&window, "allow-list-many", &mut found).await;
    window.resize(1024, 700).await;
    look_at_dialog(&window, "allow-list-small", &mut found).await;
    window.resize(1440, 1000).await;

    let mut times = typed(&window, "customer 00123").await;
    window.read("[data-testid='part-choice'] tr", "Customer 00123").await;
    look_at_dialog(&window, "allow-list-search", &mut found).await;
    times.sort_by(f64::total_cmp);
    let p95 = times[(times.len() * 95).div_ceil(100) - 1];
    println!("{} rows: from key to picture {:.1} ms in the middle, {p95:.1} ms at p95", many(), times[times.len() / 2]);

    // Out again, beside the file that was read.
    window.click("[data-testid='allow-list-actions'] button").await;
    window.click_xpath("//*[@role='menuitem'][contains(., 'Save as CSV')]").await;
    window.read("body", "Saved as").await;
    let saved = std::fs::read_dir(kept.path()).unwrap().map(|entry| entry.unwrap().path());
    let saved = saved.into_iter().find(|path| path.file_name().unwrap().to_string_lossy().starts_with("allow-list-")).unwrap();
    let text = std::fs::read_to_string(saved).unwrap();
    assert!(text.lines().skip(1).all(|line| line.contains("Customer 00123")), "what was searched for");
    tokio::time::sleep(Duration::from_millis(200)).await;
    window.close().await;
    assert!(found.is_empty(), "axe-core found {}:\n{}", found.len(), found.join("\n"));
}

/// What stands in the first element of that name.
fn between(text: &str, start: &str) -> String {
    let after = text.split_once(start).unwrap().1;
    after.split('<').next().unwrap().to_owned()
}

/// An entry that the importer takes, and that AWS names as one it does not know.
const UNKNOWN_TO_AWS: &str = "arn:aws-us-gov:iam::123456789012:root";

/// Several hundred customers reach AWS in batches: paused between two of them and gone on with, one entry set aside, and taken back by a plan.
pub async fn brought_to_aws() {
    let album = album("allow-list-at-aws");
    let home = tempfile::tempdir().unwrap();
    let practice = PracticeServer::start(600.0);
    let file = home.path().join("customers.csv");
    let rows = (1..=250).map(|number| format!("Customer {number:03},{:012}\n", 300_000_000_000_u64 + number));
    std::fs::write(&file, rows.chain([format!("Elsewhere,{UNKNOWN_TO_AWS}\n")]).collect::<String>()).unwrap();
    let launch = Launch { choose: Some(&file), album: Some(&album), ..Launch::on(home.path()) };
    let window = Window::open(&launch.practice(practice.url())).await;
    let mut found = Vec::new();
    pages::start_practice(&window, "Many customers").await;
    pages::up_to_instances(&window).await;
    for step in ["load-balancer", "endpoint-service"] {
        pages::to_plan(&window, step).await;
        pages::approve(&window).await;
        window.becomes(step, &["done"]).await;
    }
    window.go("allow-list").await;
    window.click("[data-testid='allow-list-add']").await;
    window.click("[data-testid='import-file']").await;
    window.click("[data-testid='allow-list-add-confirm']").await;
    window.gone("[role='dialog']").await;
    window.read("[data-testid='apply']", "Allow 251 accounts").await;
    look(&window, "compared", &mut found).await;

    hold(&practice.control, 2, HoldWhen::Before, "ModifyVpcEndpointServicePermissions");
    window.click("[data-testid='apply']").await;
    window.until("the second batch is on its way", LATE, async || Ok(practice.control.held().unwrap().reached.then_some(()))).await;
    window.read("[data-testid='allow-run'][data-state='running']", "").await;
    window.click("[data-testid='allow-pause']").await;
    practice.control.release().unwrap();
    window.see_within("[data-testid='allow-run'][data-state='paused']", LATE).await;
    look(&window, "paused", &mut found).await;
    window.click("[data-testid='allow-resume']").await;
    window.see_within("[data-testid='allow-run'][data-state='done']", LATE).await;
    window.read("[data-testid='part-do']", "250 added").await;
    window.read("[data-testid='part-do']", "1 refused").await;
    look(&window, "applied", &mut found).await;

    // Who was refused, and why.
    window.click("[data-testid='allow-show-eu-west-1']").await;
    window.click_xpath("//*[@role='dialog']//button[contains(., 'Refused')]").await;
    window.read("[role='dialog']", "123456789012").await;
    look_at_dialog(&window, "refused", &mut found).await;
    key(&window, Key::Escape).await;
    window.gone("[role='dialog']").await;

    window.click("[data-testid='allow-undo']").await;
    window.read("[data-testid='apply']", "Take 25").await;
    look(&window, "taken-back", &mut found).await;
    window.click("[data-testid='apply']").await;
    window.read("[data-testid='part-do']", "250 removed").await;
    window.see_within("[data-testid='allow-run'][data-state='done']", LATE).await;

    // Somebody in the company let an account in past the list; it asks to be connected.
    let service = between(&practice.ec2("seller", "Action=DescribeVpcEndpointServiceConfigurations"), "<serviceId>");
    let name = between(&practice.ec2("seller", "Action=DescribeVpcEndpointServiceConfigurations"), "<serviceName>");
    let modify = format!("Action=ModifyVpcEndpointServicePermissions&ServiceId={service}");
    practice.ec2("seller", &format!("{modify}&AddAllowedPrincipals.1=arn:aws:iam::444455556666:root"));
    let subnets = practice.ec2("customer", "Action=DescribeSubnets");
    let (vpc, subnet) = (between(&subnets, "<vpcId>"), between(&subnets, "<subnetId>"));
    let endpoint = format!("Action=CreateVpcEndpoint&VpcEndpointType=Interface&VpcId={vpc}&SubnetId.1={subnet}&ServiceName={name}");
    practice.ec2("customer", &endpoint);
    // What moves gets no click.
    window.still().await;
    window.click("[data-testid='connections-refresh']").await;
    window.read("[data-testid='part-connections']", "Not on your list").await;
    window.click("[data-testid='part-connections'] tbody input[type='checkbox']").await;
    look(&window, "unknown-asks", &mut found).await;
    window.click("[data-testid='connections-accept']").await;
    window.read("[role='dialog']", "One of these accounts is not on your list.").await;
    look_at_dialog(&window, "unknown-accept", &mut found).await;
    window.click("[data-testid='connections-confirm']").await;
    window.see_within("[data-testid='connection-answers']", LATE).await;
    window.read("[data-testid='part-connections']", "Connected").await;

    // Everyone, while nobody has to agree: that needs two words of its own.
    practice.ec2("seller", &format!("Action=ModifyVpcEndpointServiceConfiguration&ServiceId={service}&AcceptanceRequired=false"));
    window.click("[data-testid='allow-list-add']").await;
    window.fill("[data-testid='field-principals'] textarea", "*").await;
    window.click("[data-testid='import-read']").await;
    window.click("[data-testid='import-everyone'] input").await;
    window.click("[data-testid='allow-list-add-confirm']").await;
    window.gone("[role='dialog']").await;
    window.click("[data-testid='allow-yes-everyone'] input").await;
    window.see("[data-testid='apply'][disabled]").await;
    look(&window, "everyone", &mut found).await;
    window.click("[data-testid='allow-yes-everyone-automatic'] input").await;
    window.click("[data-testid='apply']:not([disabled])").await;
    window.read("[data-testid='part-do']", "1 added").await;
    window.close().await;
    assert!(found.is_empty(), "axe-core found {}:\n{}", found.len(), found.join("\n"));
}
