//! The commands, declared once. Each parses, calls and maps the error; no rule lives here.

mod access;
mod account;
mod allow_apply;
mod allow_list;
pub mod bindings;
mod dns;
mod names;
mod onboarding;
mod practice;
pub mod practice_types;
mod sign_in;
mod submission;
mod tasks;
pub mod types;
mod welcome;

pub use names::COMMAND_NAMES;

use gangway_model::{Region, StepId};
use gangway_onboarding::access::{Access, AccountRole, IdentityCard, PermissionReport, PolicyCard};
use gangway_onboarding::allow_apply::{
    AllowEntryKind, AllowHistory, AllowPlan, AllowPlanEntry, AllowRun, AllowWarning, ConnectionAnswer, ConnectionPlace, Connections,
};
use gangway_onboarding::allow_list::{
    AllowCounts, AllowPage, AllowQuery, AllowSelection, ExportFormat, ImportKind, ImportMapping, ImportPreview, ImportRows, ImportVerdict,
    Invitation, Put, SubscriptionState,
};
use gangway_onboarding::engine::FixPlace;
use gangway_onboarding::inputs::StepInputs;
use gangway_onboarding::names::NamesPicture;
use gangway_onboarding::policies::PolicyKind;
use gangway_onboarding::survey::Fix;
use gangway_onboarding::undo::UndoPlan;
use gangway_onboarding::view::{ApprovedChange, Onboarding, PackageCard, TaskDetail};
use gangway_onboarding::{SignInAccount, SignInCode};
use practice_types::{PracticeExisting, PracticeFaultForm, PracticeFaultKind, PracticePanel, PracticeRecord, PracticeWorld};
use types::{AccountChoice, NameServersRead, Welcome};

/// One command as the window sees it.
pub struct Command {
    /// Its name.
    pub name: &'static str,
    /// Its arguments: name in camel case and TypeScript type.
    pub args: Vec<(String, String)>,
    /// The TypeScript type of what it resolves to.
    pub returns: String,
}

/// The one list: makes the handler that Tauri calls and the description that the bindings are written from.
macro_rules! commands {
    ($($module:ident::$name:ident($($arg:ident: $ty:ty),*) -> $ret:ty;)*) => {
        /// The handler of every command.
        pub fn handler() -> impl Fn(tauri::ipc::Invoke<tauri::Wry>) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($module::$name),*]
        }

        /// Every command as the window sees it.
        #[must_use]
        pub fn list() -> Vec<Command> {
            vec![$(Command {
                name: stringify!($name),
                args: vec![$((bindings::camel(stringify!($arg)), bindings::name::<$ty>())),*],
                returns: bindings::name::<$ret>(),
            }),*]
        }

        /// Every type that a command takes or gives.
        pub fn collect(types: &mut bindings::Types) {
            $($(types.add::<$ty>();)* types.add::<$ret>();)*
        }
    };
}

commands! {
    welcome::welcome() -> Welcome;
    welcome::identify(account: AccountChoice) -> IdentityCard;
    welcome::create_onboarding(name: String, account: AccountChoice) -> Onboarding;
    welcome::open_onboarding(path: String) -> Onboarding;
    welcome::choose_onboarding() -> Option<Onboarding>;
    welcome::close_onboarding() -> ();
    onboarding::onboarding() -> Option<Onboarding>;
    onboarding::subscribe(channel: bindings::EventChannel, after: bindings::Number) -> ();
    onboarding::remember_place(place: String) -> ();
    onboarding::resume() -> Option<String>;
    onboarding::cancel() -> ();
    tasks::task(step: StepId, region: Option<Region>) -> TaskDetail;
    tasks::save_inputs(inputs: StepInputs, region: Option<Region>) -> Vec<gangway_model::FieldProblem>;
    tasks::check(step: StepId, region: Option<Region>) -> String;
    tasks::apply(step: StepId, region: Option<Region>, hash: String) -> String;
    allow_list::allow_list_page(query: AllowQuery, page: bindings::Number, size: bindings::Number) -> AllowPage;
    allow_list::allow_list_counts() -> AllowCounts;
    allow_list::allow_list_edit(principal: String, name: String, note: String) -> bool;
    allow_list::allow_list_remove(selection: AllowSelection) -> bindings::Number;
    allow_apply::allow_plan() -> AllowPlan;
    allow_apply::allow_plan_entries(region: Region, kind: AllowEntryKind, page: bindings::Number, size: bindings::Number) -> Vec<AllowPlanEntry>;
    allow_apply::allow_apply(hash: String, yes: Vec<AllowWarning>, names: bool) -> bindings::Number;
    allow_apply::allow_runs(most: bindings::Number) -> Vec<AllowRun>;
    allow_apply::allow_pause() -> ();
    allow_apply::allow_resume() -> ();
    allow_apply::allow_cancel() -> ();
    allow_apply::allow_adopt(region: Region, principals: Option<Vec<String>>) -> bindings::Number;
    allow_apply::allow_disown(region: Region, principals: Option<Vec<String>>) -> bindings::Number;
    allow_apply::allow_retry() -> bindings::Number;
    allow_apply::allow_undo() -> bindings::Number;
    allow_apply::allow_history(search: String, page: bindings::Number, size: bindings::Number) -> AllowHistory;
    allow_apply::allow_staying(region: Region) -> Vec<String>;
    allow_apply::connections() -> Connections;
    allow_apply::answer_connections(places: Vec<ConnectionPlace>, accept: bool, strangers: bool) -> Vec<ConnectionAnswer>;
    allow_list::allow_list_adopt(selection: AllowSelection) -> Put;
    allow_list::allow_list_attest(selection: AllowSelection, state: SubscriptionState, by: String) -> bindings::Number;
    allow_list::allow_list_read(kind: ImportKind) -> Option<ImportPreview>;
    allow_list::allow_list_paste(kind: ImportKind, text: String) -> ImportPreview;
    allow_list::allow_list_map(mapping: ImportMapping) -> ImportPreview;
    allow_list::allow_list_import_page(verdict: Option<ImportVerdict>, page: bindings::Number, size: bindings::Number) -> ImportRows;
    allow_list::allow_list_import(accepted: Vec<String>, everyone: bool, name: String, note: String) -> Put;
    allow_list::allow_list_import_drop() -> ();
    allow_list::allow_list_export(query: AllowQuery, format: ExportFormat) -> Option<String>;
    allow_list::allow_list_invitation() -> Invitation;
    allow_list::allow_list_save_invitation(invitation: Invitation) -> Option<String>;
    submission::make_package() -> Option<PackageCard>;
    submission::save_package() -> Option<PackageCard>;
    submission::resolve_delivery(received: bool) -> ();
    practice::practice_world() -> PracticeWorld;
    practice::practice_publish(record: PracticeRecord) -> ();
    practice::practice_remove(record: PracticeRecord) -> ();
    practice::practice_replace(from: PracticeRecord, to: PracticeRecord) -> ();
    practice::practice_set_panel(panel: PracticePanel) -> ();
    practice::practice_clock(speed: Option<f64>, advance_minutes: Option<f64>) -> ();
    practice::practice_skip_wait() -> ();
    practice::practice_set_limits(on: bool) -> ();
    practice::practice_overview() -> Vec<PracticeExisting>;
    practice::practice_fault_kinds() -> Vec<PracticeFaultKind>;
    practice::practice_fault_begin(fault: PracticeFaultForm) -> ();
    practice::practice_fault_end(id: Option<String>) -> ();
    practice::practice_stories() -> Vec<String>;
    practice::practice_story_end() -> ();
    practice::practice_reset() -> ();
    sign_in::sign_in_begin(start_url: String, region: String, practice: bool) -> SignInCode;
    sign_in::sign_in_open_link() -> ();
    sign_in::sign_in_wait() -> Vec<SignInAccount>;
    sign_in::sign_in_cancel() -> ();
    sign_in::sign_in_roles(account_id: String) -> Vec<String>;
    sign_in::practice_sign_in(user_code: String, decision: String) -> ();
    sign_in::practice_end_sign_ins() -> ();
    access::access() -> Access;
    access::identity() -> IdentityCard;
    access::set_role_profile(role: AccountRole, profile: Option<String>) -> Access;
    access::publish_in_route53(wanted: bool) -> ();
    access::preflight() -> PermissionReport;
    access::policy(kind: PolicyKind) -> PolicyCard;
    access::save_policy(kind: PolicyKind) -> Vec<String>;
    dns::names() -> NamesPicture;
    dns::look_at_names() -> NamesPicture;
    dns::name_servers_in(text: String) -> NameServersRead;
    account::survey(channel: bindings::SurveyChannel, regions: Vec<Region>) -> ();
    account::open_fix(fix: Fix, mine: bool) -> FixPlace;
    account::undo_plan(cut_connections: bool) -> UndoPlan;
    account::undo(hash: String, cut_connections: bool) -> String;
    account::removals() -> Vec<ApprovedChange>;
}
