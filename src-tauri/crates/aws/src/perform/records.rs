//! Records in a hosted zone of Route 53. Only `CREATE` and `DELETE`: Route 53 refuses the one where something stands already, and the other
//! where something else stands by now, so that nobody's record is ever replaced. `UPSERT` does not exist here.

use std::collections::BTreeMap;

use aws_sdk_route53::types::{Change, ChangeAction, ChangeBatch, ResourceRecord, ResourceRecordSet, RrType};
use gangway_model::{Output, RecordSet};

use super::{Made, given};
use crate::account::Account;
use crate::error::{AwsError, AwsErrorKind, Purpose};
use crate::read::hosted_zones::{bare, is_as_published, there, written_value};

const OPERATION: &str = "ChangeResourceRecordSets";

impl Account {
    pub(super) async fn publish_records(&self, zone: &str, records: &RecordSet) -> Result<Made, AwsError> {
        let value = |value: &String| ResourceRecord::builder().value(written_value(&records.kind, value)).build();
        let values = records.values.iter().map(value).collect::<Result<Vec<_>, _>>().map_err(unsayable)?;
        let set = ResourceRecordSet::builder()
            .name(format!("{}.", records.name))
            .r#type(RrType::from(records.kind.as_str()))
            .ttl(i64::from(records.ttl))
            .set_resource_records(Some(values))
            .build()
            .map_err(unsayable)?;
        let id = self.change_records(zone, ChangeAction::Create, set).await?;
        Ok(BTreeMap::from([(Output::RecordSet, records.id(zone)), (Output::DnsChange, id)]))
    }

    /// What is gone already counts as removed; what says something else by now is not touched.
    pub(super) async fn remove_records(&self, zone: &str, records: &RecordSet) -> Result<Made, AwsError> {
        let all = self.sets_at(zone, &records.name).await?;
        let mut same_key = all.into_iter().filter(|set| set.r#type().as_str() == records.kind).peekable();
        if same_key.peek().is_none() {
            return Ok(Made::new());
        }
        let Some(own) = same_key.find(|set| is_as_published(&there(set), records)) else {
            return Err(AwsError::new(OPERATION, AwsErrorKind::NotOurs { id: records.id(zone), owner: None }));
        };
        // Exactly as Route 53 has just told it: it removes nothing else.
        self.change_records(zone, ChangeAction::Delete, own).await?;
        Ok(Made::new())
    }

    async fn change_records(&self, zone: &str, action: ChangeAction, set: ResourceRecordSet) -> Result<String, AwsError> {
        let change = Change::builder().action(action).resource_record_set(set).build().map_err(unsayable)?;
        let batch = ChangeBatch::builder().comment("Gangway").changes(change).build().map_err(unsayable)?;
        let route53 = self.route53(true);
        let sent = route53.change_resource_record_sets().hosted_zone_id(zone).change_batch(batch).send().await;
        let answer = sent.map_err(|error| self.failed(OPERATION, Purpose::Changing, &error))?;
        given(OPERATION, "Id", answer.change_info().map(|info| info.id())).map(|id| bare(&id, "/change/"))
    }
}

/// Something is missing that Route 53 always wants: a fault in Gangway, and certainly nothing was sent.
fn unsayable(error: aws_sdk_route53::error::BuildError) -> AwsError {
    AwsError::new(OPERATION, AwsErrorKind::Refused { code: "NotSent".to_owned(), text: error.to_string() })
}
