//! Commands of the practice drawer: what the other people's parts are, and the clock.

use gangway_model::Timestamp;
use gangway_onboarding::Trouble;
use gangway_practice::{
    Area, ChapterState, Control, ControlError, Existing, Fault, FaultForm, FaultKind, MailView, PanelForm, RecordForm, StoryReading,
};
use tauri::State;

use super::practice_types::{
    PracticeChapter, PracticeChapterState, PracticeExisting, PracticeFault, PracticeFaultForm, PracticeFaultKind, PracticeFaultParameter,
    PracticeMail, PracticeNext, PracticePanel, PracticeRecord, PracticeStory, PracticeWorld,
};
use crate::desk::{Desk, blocking, practice_trouble};

type Answer<T> = Result<T, Trouble>;

#[tauri::command]
pub async fn practice_world(desk: State<'_, Desk>) -> Answer<PracticeWorld> {
    tell(&desk, read).await
}

#[tauri::command]
pub async fn practice_publish(desk: State<'_, Desk>, record: PracticeRecord) -> Answer<()> {
    tell(&desk, move |control| control.publish(&form(record)).map(|_| ())).await
}

#[tauri::command]
pub async fn practice_remove(desk: State<'_, Desk>, record: PracticeRecord) -> Answer<()> {
    tell(&desk, move |control| control.remove(&form(record)).map(|_| ())).await
}

#[tauri::command]
pub async fn practice_replace(desk: State<'_, Desk>, from: PracticeRecord, to: PracticeRecord) -> Answer<()> {
    tell(&desk, move |control| control.replace(&form(from), &form(to)).map(|_| ())).await
}

#[tauri::command]
pub async fn practice_set_panel(desk: State<'_, Desk>, panel: PracticePanel) -> Answer<()> {
    let PracticePanel { appends_zone_to_names, appends_zone_to_values, quotes_texts_again, propagation_seconds, forced_ttl } = panel;
    let wanted = PanelForm { appends_zone_to_names, appends_zone_to_values, quotes_texts_again, propagation_seconds, forced_ttl };
    tell(&desk, move |control| control.set_panel(&wanted).map(|_| ())).await
}

#[tauri::command]
pub async fn practice_clock(desk: State<'_, Desk>, speed: Option<f64>, advance_minutes: Option<f64>) -> Answer<()> {
    let sound = |number: f64, most: f64| number.is_finite() && number >= 0.0 && number <= most;
    if !speed.is_none_or(|speed| sound(speed, 100_000.0)) || !advance_minutes.is_none_or(|minutes| sound(minutes, 1_000_000.0)) {
        return Err(Trouble::of("practice-refused").with("reason", "speed or minutes"));
    }
    #[allow(clippy::cast_possible_truncation, reason = "bounded above")]
    let advance = advance_minutes.map(|minutes| (minutes * 60_000.0) as i64);
    tell(&desk, move |control| control.set_clock(speed, advance)).await?;
    desk.refresh_clock().await
}

#[tauri::command]
pub async fn practice_skip_wait(desk: State<'_, Desk>) -> Answer<()> {
    tell(&desk, |control| control.skip()).await?;
    desk.refresh_clock().await
}

#[tauri::command]
pub async fn practice_set_limits(desk: State<'_, Desk>, on: bool) -> Answer<()> {
    tell(&desk, move |control| control.set_limits(on).map(|_| ())).await
}

#[tauri::command]
pub async fn practice_overview(desk: State<'_, Desk>) -> Answer<Vec<PracticeExisting>> {
    let found = tell(&desk, |control| control.overview()).await?;
    Ok(found.into_iter().map(existing).collect())
}

#[tauri::command]
pub async fn practice_fault_kinds(desk: State<'_, Desk>) -> Answer<Vec<PracticeFaultKind>> {
    let found = tell(&desk, |control| control.faults()).await?;
    Ok(found.catalogue.into_iter().map(kind).collect())
}

#[tauri::command]
pub async fn practice_fault_begin(desk: State<'_, Desk>, fault: PracticeFaultForm) -> Answer<()> {
    let PracticeFaultForm { name, parameters, nth, times } = fault;
    let wanted = FaultForm { name, parameters, nth: nth.map(u64::from), times: times.map(u64::from) };
    tell(&desk, move |control| control.begin_fault(&wanted).map(|_| ())).await
}

#[tauri::command]
pub async fn practice_fault_end(desk: State<'_, Desk>, id: Option<String>) -> Answer<()> {
    tell(&desk, move |control| control.end_fault(id.as_deref()).map(|_| ())).await
}

#[tauri::command]
pub async fn practice_stories() -> Answer<Vec<String>> {
    Ok(gangway_practice::stories().into_iter().map(|story| story.name).collect())
}

#[tauri::command]
pub async fn practice_story_end(desk: State<'_, Desk>) -> Answer<()> {
    tell(&desk, |control| control.end_story().map(|_| ())).await
}

#[tauri::command]
pub async fn practice_reset(desk: State<'_, Desk>) -> Answer<()> {
    tell(&desk, |control| control.reset()).await?;
    desk.close().await;
    Ok(())
}

/// Asks the practice world, away from the window's threads.
async fn tell<T: Send + 'static>(desk: &Desk, order: impl FnOnce(&Control) -> Result<T, ControlError> + Send + 'static) -> Answer<T> {
    let control = desk.practice().await?;
    blocking(move || order(&control).map_err(|error| practice_trouble(&error))).await
}

fn form(record: PracticeRecord) -> RecordForm {
    RecordForm { zone: record.zone, name: record.name, kind: record.kind, ttl: record.ttl, value: record.value }
}

fn read(control: &Control) -> Result<PracticeWorld, ControlError> {
    let clock = control.clock()?;
    let zone = control.zones()?.into_iter().find(|zone| zone.editable);
    let mailbox = control.mailbox()?;
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
        limits: control.limits()?,
        next: control.next()?.map(|next| PracticeNext { due: Timestamp(next.due_ms), what: next.what }),
        panel: panel(control.panel()?),
        faults: control.faults()?.active.into_iter().map(fault).collect(),
        story: control.stories()?.playing.map(story),
    })
}

fn panel(panel: PanelForm) -> PracticePanel {
    let PanelForm { appends_zone_to_names, appends_zone_to_values, quotes_texts_again, propagation_seconds, forced_ttl } = panel;
    PracticePanel { appends_zone_to_names, appends_zone_to_values, quotes_texts_again, propagation_seconds, forced_ttl }
}

fn existing(one: Existing) -> PracticeExisting {
    PracticeExisting { account: one.account, region: one.region, kind: one.kind, id: one.id, name: one.name, state: one.state }
}

fn kind(kind: FaultKind) -> PracticeFaultKind {
    let area = match kind.area {
        Area::Aws => "aws",
        Area::Dns => "dns",
        Area::Mail => "mail",
    };
    let bound = |bounds: Option<(u64, u64)>, of: fn((u64, u64)) -> u64| bounds.map(of).and_then(|number| u32::try_from(number).ok());
    let parameters = kind.parameters.into_iter().map(|parameter| PracticeFaultParameter {
        name: parameter.name,
        default: parameter.default,
        choices: parameter.choices,
        least: bound(parameter.bounds, |(least, _)| least),
        most: bound(parameter.bounds, |(_, most)| most),
    });
    PracticeFaultKind { name: kind.name, area: area.to_owned(), counted: kind.counted, parameters: parameters.collect() }
}

fn fault(fault: Fault) -> PracticeFault {
    let Fault { id, name, parameters, nth, times, struck, .. } = fault;
    PracticeFault { id, name, parameters, nth, times, struck }
}

fn story(story: StoryReading) -> PracticeStory {
    let chapters = story.chapters.into_iter().map(|chapter| PracticeChapter {
        key: chapter.key,
        state: match chapter.state {
            ChapterState::Ahead => PracticeChapterState::Ahead,
            ChapterState::Now => PracticeChapterState::Now,
            ChapterState::Passed => PracticeChapterState::Passed,
        },
        since: chapter.since_ms.map(Timestamp),
        facts: chapter.facts,
    });
    PracticeStory { name: story.name, begun_at: Timestamp(story.begun_ms), chapters: chapters.collect() }
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
