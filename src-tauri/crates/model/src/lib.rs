//! The words of an onboarding: validated values, messages, findings, changes and evidence.
//!
//! Absent on purpose: any I/O, any clock, any knowledge of AWS SDK types, SQLite or the window.

mod call;
mod change;
mod ids;
mod message;
mod names;
mod records;
mod step;
mod targets;
mod time_stamp;

pub use call::Call;
pub use change::{CallTag, Change, ChangeId, Cost, Input, Output, Plan, Undo, Verb};
pub use ids::{AccountId, CertificateArn, LoadBalancerArn, MailAddress, Principal, ProductId, Region, ServiceName, ZoneId};
pub use message::{Evidence, FieldProblem, Finding, Message, Param, Severity, message};
pub use names::{DnsName, PrivateDnsName, ServiceDnsName};
pub use records::RecordSet;
pub use step::{SectionId, StepId};
pub use targets::{HealthCheck, HealthProtocol, IpAddressType, Launch, ServiceAddressType, TargetProtocol, TargetRef, TargetType};
pub use time_stamp::Timestamp;
