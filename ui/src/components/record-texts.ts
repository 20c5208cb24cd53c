/** Records as texts to paste elsewhere: lines of a zone file (RFC 1035 section 5), a change batch for Route 53, and a line for the AWS CLI. */
import type { DnsRecord } from '../platform';

/** Seconds for which resolvers may keep them: short, so that a slip is soon forgotten. */
const TTL = 300;

interface RecordSet {
  name: string;
  kind: string;
  values: string[];
}

/** Route 53 keeps all values of a name and a kind in one set. */
function setsOf(records: readonly DnsRecord[]): RecordSet[] {
  const sets = new Map<string, RecordSet>();
  for (const { name, kind, value } of records) {
    const full = { name: absolute(name), kind: kind.toUpperCase() };
    const set = sets.get(`${full.name} ${full.kind}`) ?? { ...full, values: [] };
    set.values.push(written(full.kind, value));
    sets.set(`${full.name} ${full.kind}`, set);
  }
  return [...sets.values()];
}

function absolute(name: string): string {
  return name.endsWith('.') ? name : `${name}.`;
}

/** Text in quotes, in parts of 255 characters at most (RFC 1035 section 3.3); names with their final dot. */
function written(kind: string, value: string): string {
  if (kind !== 'TXT') return kind === 'CNAME' || kind === 'NS' ? absolute(value) : value;
  const parts = value.match(/.{1,255}/gs) ?? [''];
  return parts.map((part) => `"${part.replace(/["\\]/g, '\\$&')}"`).join(' ');
}

/** A line for each record. */
export function zoneFile(records: readonly DnsRecord[]): string {
  return setsOf(records)
    .flatMap(({ name, kind, values }) => values.map((value) => `${name} ${String(TTL)} IN ${kind} ${value}`))
    .join('\n');
}

/** What `ChangeResourceRecordSets` takes. It creates and never replaces: where something stands already, Route 53 refuses it. */
export function changeBatch(records: readonly DnsRecord[]): string {
  const changes = setsOf(records).map(({ name, kind, values }) => ({
    Action: 'CREATE',
    ResourceRecordSet: { Name: name, Type: kind, TTL, ResourceRecords: values.map((Value) => ({ Value })) },
  }));
  return JSON.stringify({ Changes: changes }, null, 2);
}

/** The same as a command; the hosted zone's id is the reader's to put in. */
export function cliLine(records: readonly DnsRecord[]): string {
  const batch = JSON.stringify(JSON.parse(changeBatch(records))).replace(/'/g, "'\\''");
  return `aws route53 change-resource-record-sets --hosted-zone-id ZONE_ID --change-batch '${batch}'`;
}
