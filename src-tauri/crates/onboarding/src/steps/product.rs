//! Product, company, contact, names and the Region.

use async_trait::async_trait;
use gangway_model::{
    Change, FieldProblem, Finding, MailAddress, PrivateDnsName, ProductId, Region, ServiceDnsName, Severity, StepId, message,
};

use super::{Checked, Look, Step, required};
use crate::facts::Facts;
use crate::inputs::{ProductInputs, StepInputs, Visibility};
use crate::observed::{Observed, ProductSeen};
use crate::trouble::Trouble;
use crate::view::{CheckState, Verdict};

pub(super) struct Product;

#[async_trait]
impl Step for Product {
    fn problems(&self, inputs: &StepInputs, facts: &Facts) -> Vec<FieldProblem> {
        let StepInputs::Product(inputs) = inputs else { return Vec::new() };
        let mut problems = Vec::new();
        required(&mut problems, "title", &inputs.title);
        if required(&mut problems, "productId", &inputs.product_id) {
            problems.extend(ProductId::parse(&inputs.product_id).err().map(|wrong| FieldProblem::new("productId", wrong)));
        }
        if inputs.visibility == Visibility::Draft {
            problems.push(FieldProblem::new("visibility", message("field-visibility-draft")));
        }
        required(&mut problems, "companyName", &inputs.company_name);
        required(&mut problems, "contactName", &inputs.contact_name);
        if required(&mut problems, "contactMail", &inputs.contact_mail) {
            problems.extend(MailAddress::parse(&inputs.contact_mail).err().map(|wrong| FieldProblem::new("contactMail", wrong)));
        }
        if !inputs.contact_phone.trim().is_empty() {
            required(&mut problems, "contactPhone", &inputs.contact_phone);
        }
        if required(&mut problems, "serviceDnsName", &inputs.service_dns_name) {
            problems.extend(ServiceDnsName::parse(&inputs.service_dns_name).err().map(|wrong| FieldProblem::new("serviceDnsName", wrong)));
        }
        if !inputs.private_dns_name.trim().is_empty() {
            problems.extend(PrivateDnsName::parse(&inputs.private_dns_name).err().map(|wrong| FieldProblem::new("privateDnsName", wrong)));
        }
        if required(&mut problems, "region", &inputs.region) {
            match Region::parse(&inputs.region) {
                Err(wrong) => problems.push(FieldProblem::new("region", wrong)),
                Ok(region) if !is_enabled(facts, &region) => {
                    problems.push(FieldProblem::new("region", message("field-region-not-enabled").with("value", region.as_str())));
                }
                Ok(_) => {}
            }
        }
        let mut named = vec![inputs.region.as_str()];
        for (index, text) in inputs.more_regions.iter().enumerate() {
            let field = format!("moreRegions[{index}]");
            match Region::parse(text) {
                Err(wrong) => problems.push(FieldProblem::new(field, wrong)),
                Ok(region) if named.contains(&region.as_str()) => {
                    problems.push(FieldProblem::new(field, message("field-region-twice").with("value", region.as_str())));
                }
                Ok(region) if !is_enabled(facts, &region) => {
                    problems.push(FieldProblem::new(field, message("field-region-not-enabled").with("value", region.as_str())));
                }
                Ok(_) => named.push(text),
            }
        }
        problems
    }

    fn suggest(&self, _facts: &Facts, observed: Option<&Observed>) -> Option<StepInputs> {
        let Some(Observed::Product(seen)) = observed else { return None };
        let preferred = ["us-east-1", "eu-west-1"].into_iter().find(|wanted| seen.regions.iter().any(|region| region == wanted));
        let region = preferred.map(str::to_owned).or_else(|| seen.regions.first().cloned()).unwrap_or_default();
        Some(StepInputs::Product(ProductInputs { region, ..ProductInputs::default() }))
    }

    async fn observe(&self, look: &Look<'_>) -> Result<Observed, Trouble> {
        let regions = look.account.regions().await?;
        Ok(Observed::Product(ProductSeen { regions: regions.into_iter().map(String::from).collect() }))
    }

    fn plan(&self, _facts: &Facts, _observed: &Observed) -> Vec<Change> {
        Vec::new()
    }

    fn check(&self, facts: &Facts, _observed: &Observed) -> Checked {
        let Some(product) = facts.product() else { return Checked::open() };
        let mut checked = Checked::new(CheckState::Matches, Verdict::Verified);
        match &product.private_dns_name {
            None => checked.findings.push(Finding::new(Severity::Note, message("product-no-private-name")).fix_in(StepId::Product)),
            Some(private) if product.service_dns_name.name().is_at_or_below(&private.domain()) => {
                let text = message("product-private-name-above-service").with("private", private.name().as_str());
                checked.findings.push(Finding::new(Severity::Warning, text).about(private.name().as_str()).fix_in(StepId::Product));
            }
            Some(_) => {}
        }
        let text = message("evidence-identity").with("account", facts.account().as_str()).with("arn", facts.meta.arn.as_str());
        checked.evidence.push(facts.seen(text, "sts:GetCallerIdentity"));
        checked
    }
}

/// Whether the account can use this Region, as far as is known.
fn is_enabled(facts: &Facts, region: &Region) -> bool {
    match facts.checks.get(&(StepId::Product, String::new())).and_then(|record| record.observed.as_ref()) {
        Some(Observed::Product(seen)) => seen.regions.iter().any(|enabled| enabled == region.as_str()),
        _ => true,
    }
}
