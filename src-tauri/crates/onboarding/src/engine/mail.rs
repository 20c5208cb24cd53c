//! Sending the submission: a call like any other, with one stage that matters: once the content may be on its way, only the user or the other
//! side's answer can tell whether it arrived.

use std::collections::BTreeMap;

use gangway_model::{Call, MailAddress, Output, message};
use gangway_submission::{Delivery, Package, Person, Stage, Submission, compose, mail_subject, new_message_id, send};

use super::{Engine, Inner};
use crate::file::{ApprovedRow, CallEnd, ChangeState, FileError, JournalError, PackageRow};
use crate::trouble::Trouble;

impl Inner {
    pub(super) async fn send(&self, row: &ApprovedRow, call: &Call, package_sha256: &str, to: &str) -> Result<(), Trouble> {
        let route = self.world.mail.as_ref().map(|mail| mail.route.clone()).ok_or_else(|| Trouble::of("no-mail-server"))?;
        let package = self.file.package(Some(package_sha256.to_owned())).await?.ok_or_else(|| Trouble::of("package-gone"))?;
        let facts = self.facts().await?;
        // Never twice by accident: another sending of the same package stands in the way, whoever began it.
        if facts
            .deliveries
            .iter()
            .any(|one| one.package == package_sha256 && matches!(one.state.as_str(), "sent" | "maybe-sent" | "sending"))
        {
            return Err(Trouble::of("already-sent"));
        }
        let inputs = facts.submission().ok_or_else(|| Trouble::of("plan-changed"))?;
        // Subject and sender come from the package that was approved, not from answers that may have changed since.
        let part = |name: &str| package.files.iter().find(|file| file.name == name).map(|file| file.text.clone()).unwrap_or_default();
        let content: Submission =
            serde_json::from_str(&part("submission.json")).map_err(|error| Trouble::of("mail-not-composed").caused_by(&error))?;
        let from = person(Some(content.company.contact_name.trim()), &inputs.from)?;
        let text = part("submission.txt");
        let subject = mail_subject(&content, &|message| self.words.say(message));
        let message_id = new_message_id(&from.address);
        let mail = compose(&from, &person(None, to)?, &subject, &text, &as_package(package), &message_id, self.now())
            .map_err(|error| Trouble::of("mail-not-composed").caused_by(&error))?;

        let begun = match self.file.begin(row.row, call, self.now()).await {
            // The user decided otherwise a moment ago.
            Err(FileError::Journal(JournalError::BeginOutOfTurn { state })) if state == "dropped" => return Ok(()),
            begun => begun?,
        };
        let delivery = self.file.begin_delivery(package_sha256.to_owned(), message_id.clone(), to.to_owned(), self.now()).await?;
        let file = &self.file;
        let mut on_stage = |stage: Stage| -> std::pin::Pin<Box<dyn Future<Output = Result<(), FileError>> + Send + '_>> {
            Box::pin(async move {
                // On the disk before the stage begins: after a crash this says whether anything can have arrived.
                file.set_stage(begun.id, stage_name(stage).to_owned()).await?;
                file.set_delivery(delivery, "sending", Some(stage_name(stage).to_owned()), None).await
            })
        };
        match send(&route, &mail, &mut on_stage).await {
            Delivery::Sent { .. } => {
                self.file.set_delivery(delivery, "sent", None, None).await?;
                let outputs = BTreeMap::from([(Output::MessageId, message_id)]);
                Ok(self.file.end(begun.id, CallEnd::Done(outputs), self.now()).await?)
            }
            Delivery::NotSent { why, .. } => {
                let trouble = Trouble::new(why.clone());
                self.file.set_delivery(delivery, "not-sent", None, Some(why)).await?;
                self.file.end(begun.id, CallEnd::NotSent, self.now()).await?;
                self.file.set_waiting(row.row, None, Some(trouble.clone())).await?;
                Err(trouble)
            }
            Delivery::MaybeSent { why } => {
                self.file.set_delivery(delivery, "maybe-sent", None, Some(why)).await?;
                Err(Trouble::of("submission-maybe-sent").with("messageId", message_id))
            }
        }
    }

    /// After a crash in the middle of sending. Before the content: certainly not sent, and sent again. After it: maybe sent, and the user's word
    /// is needed. True when something was settled.
    pub(super) async fn recover_sending(&self, row: &ApprovedRow) -> Result<bool, Trouble> {
        let Some(open) = self.file.open_call(row.row).await? else { return Ok(false) };
        let Call::SendSubmission { package_sha256, .. } = &open.request else { return Ok(false) };
        let deliveries = self.file.deliveries().await?;
        let mine = deliveries.iter().rev().find(|one| &one.package == package_sha256);
        match mine.map(|one| (one.id, one.state.as_str(), one.stage.as_str(), one.message_id.clone())) {
            Some((_, "maybe-sent", _, _)) => Ok(false),
            Some((id, "sending", stage, _)) if stage == stage_name(Stage::Content) => {
                self.file.set_delivery(id, "maybe-sent", None, Some(message("mail-stopped"))).await?;
                // Something moved: the task is looked at, so that the user learns of it and is asked.
                Ok(true)
            }
            Some((_, "sent", _, message_id)) => {
                self.file.end(open.id, CallEnd::Adopted(BTreeMap::from([(Output::MessageId, message_id)])), self.now()).await?;
                Ok(true)
            }
            Some((id, _, _, _)) => {
                self.file.set_delivery(id, "not-sent", None, Some(message("mail-stopped"))).await?;
                self.file.end(open.id, CallEnd::NotSent, self.now()).await?;
                Ok(true)
            }
            None => {
                self.file.end(open.id, CallEnd::NotSent, self.now()).await?;
                Ok(true)
            }
        }
    }
}

impl Engine {
    /// The user's word on a "maybe sent": it arrived, or it did not and may be sent again (which [`Engine::resume`] does).
    ///
    /// # Errors
    /// `nothing-to-resolve`, what the file says.
    pub async fn resolve_delivery(&self, received: bool) -> Result<(), Trouble> {
        let inner = &self.inner;
        let deliveries = inner.file.deliveries().await?;
        let maybe = deliveries.iter().rev().find(|one| one.state == "maybe-sent").ok_or_else(|| Trouble::of("nothing-to-resolve"))?;
        let why = message(if received { "delivery-attested" } else { "delivery-denied" });
        inner.file.set_delivery(maybe.id, if received { "sent" } else { "not-sent" }, None, Some(why)).await?;
        for row in inner.file.approved().await?.into_iter().filter(|row| row.state == ChangeState::Begun) {
            let Some(open) = inner.file.open_call(row.row).await? else { continue };
            if matches!(&open.request, Call::SendSubmission { package_sha256, .. } if package_sha256 == &maybe.package) {
                let end = match received {
                    true => CallEnd::Adopted(BTreeMap::from([(Output::MessageId, maybe.message_id.clone())])),
                    false => CallEnd::Absent,
                };
                inner.file.end(open.id, end, inner.now()).await?;
            }
        }
        self.check(gangway_model::StepId::Submission).await?;
        inner.saved();
        inner.emit_tasks().await
    }
}

fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Connecting => "connecting",
        Stage::Greeting => "greeting",
        Stage::Login => "login",
        Stage::Envelope => "envelope",
        Stage::Content => "content",
    }
}

fn person(name: Option<&str>, address: &str) -> Result<Person, Trouble> {
    let address = MailAddress::parse(address).map_err(Trouble::new)?;
    Ok(Person { name: name.filter(|name| !name.is_empty()).map(str::to_owned), address })
}

fn as_package(row: PackageRow) -> Package {
    Package { bytes: row.bytes, sha256: row.sha256, files: row.files, file_name: row.file_name }
}
