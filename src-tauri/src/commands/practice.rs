//! Commands of the practice drawer: what the other people's parts are, and the clock.

use gangway_model::Timestamp;
use gangway_onboarding::Trouble;
use gangway_practice::{Control, ControlError, MailView, RecordForm};
use tauri::State;

use super::types::{PracticeMail, PracticeRecord, PracticeResources, PracticeWorld};
use crate::desk::{Desk, blocking, practice_trouble};

type Answer<T> = Result<T, Trouble>;

#[tauri::command]
pub async fn practice_world(desk: State<'_, Desk>) -> Answer<PracticeWorld> {
    let control = desk.practice().await?;
    blocking(move || read(&control).map_err(|error| practice_trouble(&error))).await
}

#[tauri::command]
pub async fn practice_publish(desk: State<'_, Desk>, record: PracticeRecord) -> Answer<()> {
    let control = desk.practice().await?;
    blocking(move || control.publish(&form(record)).map(|_| ()).map_err(|error| practice_trouble(&error))).await
}

#[tauri::command]
pub async fn practice_remove(desk: State<'_, Desk>, record: PracticeRecord) -> Answer<()> {
    let control = desk.practice().await?;
    blocking(move || control.remove(&form(record)).map(|_| ()).map_err(|error| practice_trouble(&error))).await
}

#[tauri::command]
pub async fn practice_clock(desk: State<'_, Desk>, speed: Option<f64>, advance_minutes: Option<f64>) -> Answer<()> {
    let control = desk.practice().await?;
    let sound = |number: f64, most: f64| number.is_finite() && number >= 0.0 && number <= most;
    if !speed.is_none_or(|speed| sound(speed, 100_000.0)) || !advance_minutes.is_none_or(|minutes| sound(minutes, 1_000_000.0)) {
        return Err(Trouble::of("practice-refused").with("reason", "speed or minutes"));
    }
    #[allow(clippy::cast_possible_truncation, reason = "bounded above")]
    let advance = advance_minutes.map(|minutes| (minutes * 60_000.0) as i64);
    blocking(move || control.set_clock(speed, advance).map(|_| ()).map_err(|error| practice_trouble(&error))).await?;
    desk.refresh_clock().await
}

#[tauri::command]
pub async fn practice_reset(desk: State<'_, Desk>) -> Answer<()> {
    let control = desk.practice().await?;
    blocking(move || control.reset().map(|_| ()).map_err(|error| practice_trouble(&error))).await?;
    desk.close().await;
    Ok(())
}

fn form(record: PracticeRecord) -> RecordForm {
    RecordForm { zone: record.zone, name: record.name, kind: record.kind, ttl: record.ttl, value: record.value }
}

fn read(control: &Control) -> Result<PracticeWorld, ControlError> {
    let clock = control.clock()?;
    let zone = control.zones()?.into_iter().find(|zone| zone.editable);
    let mailbox = control.mailbox()?;
    let mut resources = Vec::new();
    for (account, regions) in control.resources()? {
        for (region, kinds) in regions {
            resources.extend(kinds.into_iter().map(|(kind, ids)| PracticeResources {
                account: account.clone(),
                region: region.clone(),
                kind,
                ids,
            }));
        }
    }
    let (name, records) = zone.map(|zone| (zone.name, zone.records)).unwrap_or_default();
    let record = |zone: &str, record: RecordForm| PracticeRecord {
        zone: zone.to_owned(),
        name: record.name,
        kind: record.kind,
        ttl: record.ttl,
        value: record.value,
    };
    Ok(PracticeWorld {
        now: Timestamp(clock.now_ms),
        speed: clock.speed,
        records: records.into_iter().map(|one| record(&name, one)).collect(),
        zone: name,
        inbox: mails(mailbox.inbox),
        sent: mails(mailbox.sent),
        resources,
    })
}

fn mails(mut mails: Vec<MailView>) -> Vec<PracticeMail> {
    mails.sort_by_key(|mail| std::cmp::Reverse(mail.received_ms));
    let mail = |mail: MailView| PracticeMail {
        id: mail.id,
        from: mail.from,
        to: mail.to,
        subject: mail.subject,
        received_at: Timestamp(mail.received_ms),
        text: mail.text,
        attachments: mail.attachments.into_iter().map(|attachment| attachment.name).collect(),
    };
    mails.into_iter().map(mail).collect()
}
