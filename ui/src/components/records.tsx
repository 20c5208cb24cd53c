/** DNS records that have to be published elsewhere: the exact values, a message for whoever can do it, and what the name servers answer. */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import { useWords } from '../i18n';
import type { Words } from '../i18n';
import { commands } from '../platform';
import type { DnsRecord, Publishing, RecordSeen, ServerAnswer } from '../platform';
import { usePractice } from '../practice/world';
import { CopyText, CopyValue } from './copy';
import { More } from './more';
import { changeBatch, cliLine, zoneFile } from './record-texts';
import { LookedAt } from './time-ago';

const verdictLooks = {
  published: 'success',
  partly: 'warning',
  missing: 'pending',
  wrong: 'error',
  unknown: 'info',
} as const;

/** The records, each with a copy button per field. Without a check a record has no status yet. */
export function Records({
  records,
  checks,
  publishing,
  onPublished,
}: {
  records: readonly DnsRecord[];
  checks: readonly RecordSeen[];
  /** Who publishes them; in Route 53 no registrar is needed. */
  publishing: Publishing | null;
  /** They were published from here. */
  onPublished: () => Promise<void>;
}) {
  const words = useWords();
  const { t } = words;
  const checkOf = ({ name, kind, value }: DnsRecord) =>
    checks.find(({ record }) => record.name === name && record.kind === kind && record.value === value);
  return (
    <SpaceBetween size="m">
      <Table
        variant="embedded"
        wrapLines
        items={records}
        ariaLabels={{ tableLabel: t('records') }}
        columnDefinitions={[
          {
            id: 'name',
            header: t('column-record-name'),
            isRowHeader: true,
            cell: (record) => <CopyValue value={record.name} what={t('column-record-name')} />,
          },
          { id: 'kind', header: t('column-record-kind'), cell: (record) => record.kind.toUpperCase(), width: 90 },
          {
            id: 'value',
            header: t('column-record-value'),
            cell: (record) => <CopyValue value={record.value} what={t('column-record-value')} />,
          },
          ...(checks.length === 0
            ? []
            : [
                {
                  id: 'state',
                  header: t('column-state'),
                  minWidth: 200,
                  cell: (record: DnsRecord) => {
                    const check = checkOf(record);
                    if (check === undefined) return '–';
                    return (
                      <StatusIndicator type={verdictLooks[check.verdict]}>
                        {t(`record-${check.verdict}`)}
                      </StatusIndicator>
                    );
                  },
                },
              ]),
        ]}
      />
      <SpaceBetween direction="horizontal" size="xs">
        <CopyText text={messageForDns(records, words)} label={t('dns-message-copy')} />
        {/* Other records are not published because these were. */}
        {publishing?.inRoute53 !== true && (
          <PublishInPractice
            key={records.map(({ name, value }) => `${name} ${value}`).join()}
            records={records}
            onPublished={onPublished}
          />
        )}
      </SpaceBetween>
      <OtherForms records={records} />
      {records.map((record) => {
        const check = checkOf(record);
        return check === undefined ? null : (
          <Answers key={`${record.name} ${record.value}`} record={record} check={check} />
        );
      })}
    </SpaceBetween>
  );
}

/** The same records for a zone file, for Route 53 and for the AWS CLI. */
export function OtherForms({ records }: { records: readonly DnsRecord[] }) {
  const { t } = useWords();
  const forms = [
    { id: 'zone-file', text: zoneFile(records) },
    { id: 'change-batch', text: changeBatch(records) },
    { id: 'cli', text: cliLine(records) },
  ];
  return (
    <More title={t('records-other-forms')}>
      <SpaceBetween size="s">
        {forms.map(({ id, text }) => (
          <div key={id} data-testid={`records-${id}`}>
            <Box variant="awsui-key-label">{t(`records-${id}`)}</Box>
            <pre className="call" tabIndex={0} aria-label={t(`records-${id}`)}>
              {text}
            </pre>
            <CopyText text={text} label={t('copy-this')} />
          </div>
        ))}
      </SpaceBetween>
    </More>
  );
}

/** The request to the person who looks after DNS, ready to send. */
export function messageForDns(records: readonly DnsRecord[], { t }: Words): string {
  const lines = records.map(({ name, kind, value }) => `${name.replace(/\.$/, '')}.  ${kind.toUpperCase()}  ${value}`);
  return t('dns-message', { count: records.length, records: lines.join('\n') });
}

function Answers({ record, check }: { record: DnsRecord; check: RecordSeen }) {
  const { t } = useWords();
  const { servers } = check;
  return (
    <ExpandableSection
      variant="inline"
      defaultExpanded={check.verdict === 'wrong' || check.verdict === 'partly'}
      headerText={t('record-answers', { name: record.name, count: servers.length })}
    >
      <SpaceBetween size="xs">
        <Box color="text-body-secondary">
          {t('record-zone', { zone: check.zone })} <LookedAt at={check.lookedAt} />
        </Box>
        <Box>{t('record-expected', { value: record.value })}</Box>
        <Table
          variant="embedded"
          wrapLines
          items={servers}
          ariaLabels={{ tableLabel: t('record-servers') }}
          empty={<Box>{t('record-no-server')}</Box>}
          columnDefinitions={[
            {
              id: 'server',
              header: t('column-name-server'),
              cell: (one) => `${one.server} (${one.address ?? '–'})`,
              isRowHeader: true,
            },
            { id: 'answer', header: t('column-answer'), cell: (one) => <Answer answer={one} /> },
          ]}
        />
      </SpaceBetween>
    </ExpandableSection>
  );
}

function Answer({ answer }: { answer: ServerAnswer }) {
  const { t } = useWords();
  const { outcome } = answer;
  switch (outcome.saw) {
    case 'expected':
      return <StatusIndicator type="success">{t('answer-expected')}</StatusIndicator>;
    case 'other':
      return <StatusIndicator type="error">{t('answer-other', { values: outcome.values.join(', ') })}</StatusIndicator>;
    case 'missing':
      return <StatusIndicator type="pending">{t('answer-missing')}</StatusIndicator>;
    case 'failed':
      return <StatusIndicator type="warning">{t(`fault-${outcome.why}`)}</StatusIndicator>;
  }
}

/** In practice the reader is her own DNS admin: one button publishes the records at the practice registrar. */
function PublishInPractice({
  records,
  onPublished,
}: {
  records: readonly DnsRecord[];
  onPublished: () => Promise<void>;
}) {
  const { t } = useWords();
  const practice = usePractice();
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  if (practice?.world == null) return null;
  const { zone } = practice.world;
  const publish = async () => {
    setBusy(true);
    const ok = await practice.act(async () => {
      for (const { name, kind, value } of records) {
        // As people type it: without the dot at the end of the name. A panel that wants one shows what it makes of it.
        const typed = name.replace(/\.$/, '');
        await commands.practice_publish({ record: { zone, name: typed, kind: kind.toUpperCase(), ttl: 300, value } });
      }
    });
    setDone(ok);
    setBusy(false);
    if (ok) await onPublished();
  };
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button data-testid="publish-record" loading={busy} onClick={() => void publish()}>
        {t('publish-in-practice', { count: records.length })}
      </Button>
      {done && (
        <Alert type="success" data-testid="published">
          {t('published-in-practice')}
        </Alert>
      )}
    </SpaceBetween>
  );
}
