//! What the engine shows outward: to the window through the shell, to the terminal through the CLI.

use gangway_model::{AccountId, Change, ChangeId, Evidence, FieldProblem, Finding, Message, Plan, SectionId, StepId, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use gangway_submission::PackageFile;

use crate::costs::PlanCosts;
use crate::inputs::StepInputs;
use crate::observed::Observed;
use crate::trouble::Trouble;

/// What kind of world an onboarding lives in; the chip in the top bar shows it on every screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum AccountKind {
    /// The practice world.
    Practice,
    /// AWS.
    Aws,
    /// An AWS endpoint of another make.
    Endpoint,
}

/// The account an onboarding is bound to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AccountChip {
    /// Practice or real.
    pub kind: AccountKind,
    /// Twelve digits.
    pub account_id: AccountId,
    /// Who is signed in.
    pub arn: String,
    /// The AWS profile's name.
    pub profile: Option<String>,
}

/// Where a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TaskStatus {
    /// Another task has to come first.
    CannotStart,
    /// Nothing done yet.
    ToDo,
    /// Begun, or working right now.
    InProgress,
    /// Waiting for someone or something.
    Waiting,
    /// The user has to look.
    Attention,
    /// Verified.
    Done,
}

/// A line of the task list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Task {
    /// Which task.
    pub step: StepId,
    /// Its group.
    pub section: SectionId,
    /// Where, for tasks that are done per Region.
    pub region: Option<String>,
    /// Where it stands.
    pub status: TaskStatus,
    /// Why, in a few words: what it waits for, what is wrong.
    pub why: Option<Message>,
    /// Since when it waits.
    pub since: Option<Timestamp>,
    /// The tasks that have to come first and have not.
    pub needs: Vec<StepId>,
}

/// What a check found about the thing the task is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum CheckState {
    /// It is not there.
    Absent,
    /// It is there and as wanted.
    Matches,
    /// It is there and differs.
    Differs {
        /// How.
        diff: Vec<Message>,
    },
    /// It is there and somebody else's.
    Foreign {
        /// Whose.
        whose: String,
    },
    /// It could not be seen.
    Unknown {
        /// Why not.
        why: Message,
    },
}

/// Something that takes its time. Stored, never a sleeping task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Waiting {
    /// For what, whose turn it is.
    pub why: Message,
    /// Since when.
    pub since: Timestamp,
    /// When to look again.
    pub poll_after: Timestamp,
    /// When waiting is over, one way or the other.
    pub deadline: Option<Timestamp>,
}

/// Whether what is there does what it should.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Verdict {
    /// Yes, with evidence.
    Verified,
    /// Not yet; nobody has to do anything, or somebody else has.
    Waiting {
        /// For what and until when.
        waiting: Waiting,
    },
    /// No: the user has to do something.
    Failed {
        /// What.
        advice: Message,
    },
    /// Nothing to judge yet: the task has not been answered.
    Open,
}

/// Where an approved change stands, for the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChangeProgress {
    /// Which change.
    pub change: ChangeId,
    /// Where it stands.
    pub state: ProgressState,
    /// What it made.
    pub ids: Vec<String>,
    /// Why it failed, or why the last attempt did not get through.
    pub trouble: Option<Trouble>,
    /// What it waits for before it can begin.
    pub waiting_for: Option<Message>,
}

/// See [`ChangeProgress`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ProgressState {
    /// Its turn has not come.
    Pending,
    /// The call is on its way.
    Running,
    /// Carried out.
    Done,
    /// AWS said no.
    Failed,
    /// It waits for something else to happen first.
    Waiting,
    /// The answer was lost: Gangway looks before it does anything.
    Unknown,
}

/// A change that the user approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ApprovedChange {
    /// What.
    pub change: Change,
    /// Where it stands.
    pub progress: ChangeProgress,
    /// When it was approved.
    pub approved_at: Timestamp,
}

/// Who publishes the records of a task, where it has some.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Publishing {
    /// Gangway, once it is approved, in Route 53; otherwise somebody elsewhere.
    pub in_route53: bool,
    /// The profile for the DNS zone, where it has one of its own.
    pub profile: Option<String>,
    /// The account that it leads to.
    pub account: AccountId,
}

/// Everything about one task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TaskDetail {
    /// The line of the task list.
    pub task: Task,
    /// The stored answers.
    pub inputs: Option<StepInputs>,
    /// What is wrong with them.
    pub problems: Vec<FieldProblem>,
    /// What Gangway recommends.
    pub suggested: Option<StepInputs>,
    /// What the last check saw.
    pub observed: Option<Observed>,
    /// `None` for a task without records.
    pub publishing: Option<Publishing>,
    /// When that was.
    pub checked_at: Option<Timestamp>,
    /// What to make of it.
    pub findings: Vec<Finding>,
    /// By which questions it was seen.
    pub evidence: Vec<Evidence>,
    /// Why the last check saw nothing.
    pub trouble: Option<Trouble>,
    /// What would change now; `None` when the answers are not good enough for a plan.
    pub plan: Option<Plan>,
    /// What the plan costs; `None` when it makes nothing that is charged. Not part of what is approved.
    #[serde(default)]
    pub costs: Option<PlanCosts>,
    /// What the user has to do elsewhere before the plan is worth approving, or before there can be one.
    pub first: Option<Message>,
    /// What was approved, and where it stands.
    pub approved: Vec<ApprovedChange>,
    /// What the task waits for.
    pub waiting: Option<Waiting>,
    /// The operation that works on it.
    pub running: Option<String>,
}

/// A piece of work that outlives the window's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Operation {
    /// Its id.
    pub id: String,
    /// The task it is about; for work on several, the first.
    pub step: StepId,
    /// Where.
    pub region: Option<String>,
    /// What it does.
    pub kind: OperationKind,
    /// Where it stands.
    pub state: OperationState,
    /// When it began.
    pub started_at: Timestamp,
    /// Why it failed.
    pub trouble: Option<Trouble>,
    /// Its changes.
    pub progress: Vec<ChangeProgress>,
}

/// See [`Operation`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum OperationKind {
    /// Looks, changes nothing.
    Check,
    /// Carries out what was approved.
    Apply,
    /// The same, and all of it are removals.
    Undo,
}

/// See [`Operation`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum OperationState {
    /// At work.
    Running,
    /// Done with what could be done now.
    Finished,
    /// Stopped by a failure.
    Failed,
    /// Stopped by the user, between two changes.
    Cancelled,
}

/// A numbered event. A page that comes back asks for those after the last number it has seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EngineEvent {
    /// Counts up from 1 while the onboarding is open.
    #[ts(type = "number")]
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// What.
    pub body: EventBody,
}

/// See [`EngineEvent`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum EventBody {
    /// An operation began, moved on or ended.
    Operation {
        /// Its snapshot.
        operation: Operation,
    },
    /// The task list changed.
    Tasks {
        /// All of it.
        tasks: Vec<Task>,
    },
    /// Answers were stored.
    Saved {
        /// When.
        at: Timestamp,
    },
}

/// An open onboarding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Onboarding {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where its file is.
    pub path: String,
    /// The account it is bound to.
    pub account: AccountChip,
    /// The Regions, once chosen; the first one first.
    pub regions: Vec<String>,
    /// The task list.
    pub tasks: Vec<Task>,
    /// Operations of this run, oldest first.
    pub operations: Vec<Operation>,
    /// When something was last stored.
    pub saved_at: Timestamp,
    /// The number of the newest event.
    #[ts(type = "number")]
    pub last_event: u64,
    /// Where the user was.
    pub last_place: Option<String>,
    /// Why the account can't be used now; the file is open all the same, and nothing is lost.
    pub trouble: Option<Trouble>,
}

/// An answer with its label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// `answer-…`.
    pub label: Message,
    /// As given.
    pub value: String,
}

/// One task on the review page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReviewGroup {
    /// Which task.
    pub step: StepId,
    /// Where, for tasks that are done per Region.
    pub region: Option<String>,
    /// Its answers.
    pub answers: Vec<Answer>,
    /// What showed that they are true.
    pub evidence: Vec<Evidence>,
    /// What is still to be said about them.
    pub findings: Vec<Finding>,
}

/// A line of the guide's checklists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChecklistItem {
    /// Stable id.
    pub id: String,
    /// Product creation or product testing.
    pub list: ChecklistKind,
    /// Proven, attested or neither.
    pub state: ProofState,
    /// The item in words.
    pub text: Message,
    /// What proves it.
    pub evidence: Vec<Evidence>,
    /// Who attests it.
    pub by: Option<String>,
    /// On which day.
    pub on: Option<String>,
    /// The task that proves it.
    pub fix_in: StepId,
}

/// See [`ChecklistItem`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ChecklistKind {
    /// "Product Creation Checklist".
    Creation,
    /// "Product Testing".
    Testing,
}

/// See [`ChecklistItem`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ProofState {
    /// A call showed it.
    Proven,
    /// A person says so.
    Attested,
    /// Neither.
    NotProven,
}

/// A package that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PackageCard {
    /// Of the zip, hex.
    pub sha256: String,
    /// Of the zip.
    pub file_name: String,
    /// Its size.
    #[ts(type = "number")]
    pub bytes: usize,
    /// Exactly what will leave the machine.
    pub files: Vec<PackageFile>,
    /// When.
    pub made_at: Timestamp,
    /// Where it was saved.
    pub saved_to: Option<String>,
}

/// The truth about a sending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Delivery {
    /// Sent, not sent, maybe sent.
    pub state: DeliveryState,
    /// When it was begun.
    pub at: Timestamp,
    /// To whom.
    pub to: String,
    /// Of the mail, by which both sides can find it.
    pub message_id: String,
    /// Which package.
    pub package: String,
    /// Why not, or why maybe.
    pub why: Option<Message>,
}

/// See [`Delivery`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DeliveryState {
    /// On its way right now.
    Sending,
    /// The server took it.
    Sent,
    /// It certainly did not arrive.
    NotSent,
    /// The connection broke after the content went out.
    MaybeSent,
}

/// What became of pasted lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AllowAdded {
    /// Rows that went in.
    #[ts(type = "number")]
    pub added: usize,
    /// Entries that did not.
    pub problems: Vec<AllowProblem>,
}

/// See [`AllowAdded`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AllowProblem {
    /// From 1.
    #[ts(type = "number")]
    pub line: usize,
    /// As given.
    pub text: String,
    /// What is wrong.
    pub message: Message,
}

/// An onboarding's file, seen from the welcome page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProjectCard {
    /// Where it is.
    pub path: String,
    /// Its name.
    pub name: String,
    /// The account it is bound to.
    pub account: Option<AccountChip>,
    /// Tasks that are done.
    #[ts(type = "number")]
    pub done: usize,
    /// All tasks.
    #[ts(type = "number")]
    pub total: usize,
    /// What it waits for.
    pub waiting_for: Vec<Message>,
    /// When the file was last written, by the computer's clock.
    pub changed_at: Timestamp,
    /// Why it can't be opened.
    pub trouble: Option<Trouble>,
}
