/** What has to be changed in the zone above, record by record, and every question that the check asked. */
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useWords } from '../i18n';
import type { DelegationCheck, TraceLine } from '../platform';
import { CopyText, CopyValue } from './copy';
import { More } from './more';

/** The exact records to add and to delete, in the order in which they are told. Nothing where nothing has to be changed. */
export function DelegationChanges({ check }: { check: DelegationCheck }) {
  const { t } = useWords();
  const { changes, parentZone } = check;
  if (changes.length === 0) return null;
  const title = t('delegation-to-change', { zone: parentZone });
  const lines = changes.map(
    ({ action, name, kind, value }) => `${action === 'add' ? '+' : '-'} ${name} IN ${kind} ${value ?? '*'}`,
  );
  return (
    <div data-testid="delegation-changes">
      <SpaceBetween size="xs">
        <Table
          variant="embedded"
          wrapLines
          header={title}
          ariaLabels={{ tableLabel: title }}
          items={changes}
          columnDefinitions={[
            {
              id: 'action',
              header: t('column-what-to-do'),
              width: 140,
              cell: ({ action }) => (
                <StatusIndicator type={action === 'add' ? 'pending' : 'stopped'}>
                  {t(action === 'add' ? 'record-add' : 'record-delete')}
                </StatusIndicator>
              ),
            },
            {
              id: 'name',
              header: t('column-record-name'),
              isRowHeader: true,
              cell: ({ name }) => <CopyValue value={name} what={t('column-record-name')} />,
            },
            { id: 'kind', header: t('column-record-kind'), cell: ({ kind }) => kind, width: 90 },
            {
              id: 'value',
              header: t('column-record-value'),
              cell: ({ value }) =>
                value === null ? t('record-any-value') : <CopyValue value={value} what={t('column-record-value')} />,
            },
          ]}
        />
        <CopyText text={`${title}\n${lines.join('\n')}`} label={t('delegation-changes-copy')} />
      </SpaceBetween>
    </div>
  );
}

/** Every question and its answer, for a DNS administrator. */
export function DelegationTrace({ check }: { check: DelegationCheck }) {
  const { t } = useWords();
  if (check.trace.length === 0) return null;
  const text = check.trace.map(written).join('\n');
  return (
    <More title={t('delegation-questions', { count: check.trace.length })}>
      <SpaceBetween size="xs">
        <Box variant="small">{t('delegation-questions-text')}</Box>
        <CopyText text={text} label={t('delegation-questions-copy')} />
        <pre className="call" data-testid="delegation-trace" tabIndex={0} aria-label={t('delegation-questions-text')}>
          {text}
        </pre>
      </SpaceBetween>
    </More>
  );
}

/** One question, as `dig` users read it: time, question, server, way, and what came back, a record a line. */
export function written(line: TraceLine): string {
  const { at, took, server, address, over, question, code, flags, answer, authority, fault } = line;
  const whom = [server === '' ? 'a root server' : server, ...(address === null ? [] : [`(${address})`])].join(' ');
  const came = fault ?? [code ?? '?', ...flags].join(' ');
  const head = `${String(at).padStart(6)} ms  ${question} @${whom} ${over.toUpperCase()}, ${String(took)} ms: ${came}`;
  return [head, ...answer, ...authority.map((record) => `authority: ${record}`)].join('\n           ');
}
