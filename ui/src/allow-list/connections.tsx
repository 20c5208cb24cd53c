/** Customers' connections: who asks, who is connected, and the seller's yes or no. */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useEffect, useState } from 'react';
import { Part } from '../components/part';
import { TimeAgo } from '../components/time-ago';
import { TroubleBox } from '../components/trouble-box';
import { useWords } from '../i18n';
import { accountId } from '../i18n/format';
import { asTrouble, commands } from '../platform';
import type { ConnectionAnswer, ConnectionRow, Connections, Trouble } from '../platform';

const looks: Partial<Record<string, StatusIndicatorProps.Type>> = {
  pendingAcceptance: 'warning',
  pending: 'pending',
  available: 'success',
  rejected: 'stopped',
  failed: 'error',
  expired: 'error',
};

const keyOf = (row: { region: string; endpointId: string }) => `${row.region}/${row.endpointId}`;

/** Between two looks while AWS is at work on a connection, in milliseconds. */
const settling = 3000;

/** The part "Connections"; read again with each look at AWS. */
export function ConnectionsPart({ lookedAt }: { lookedAt: number | null }) {
  const { t, say } = useWords();
  const [content, setContent] = useState<Connections | null>(null);
  const [chosen, setChosen] = useState<ConnectionRow[]>([]);
  const [answers, setAnswers] = useState<ConnectionAnswer[]>([]);
  const [asking, setAsking] = useState<'strangers' | 'reject' | null>(null);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [stale, setStale] = useState(0);

  useEffect(() => {
    let left = false;
    commands.connections().then(
      (next) => {
        if (!left) setContent(next);
      },
      (error: unknown) => {
        if (!left) setTrouble(asTrouble(error));
      },
    );
    return () => {
      left = true;
    };
  }, [stale, lookedAt]);

  // What AWS is still at work on becomes something else by itself.
  const unsettled = content?.rows.some((row) => row.state === 'pending' || row.state === 'deleting') === true;
  useEffect(() => {
    if (!unsettled) return undefined;
    const timer = setTimeout(() => setStale((n) => n + 1), settling);
    return () => clearTimeout(timer);
  }, [unsettled, content]);

  const answer = async (accept: boolean, strangers: boolean) => {
    setAsking(null);
    setBusy(true);
    setTrouble(null);
    try {
      const places = chosen.map(({ region, endpointId }) => ({ region, endpointId }));
      setAnswers(await commands.answer_connections({ places, accept, strangers }));
      setChosen([]);
    } catch (error) {
      setTrouble(asTrouble(error));
    } finally {
      setBusy(false);
      setStale((n) => n + 1);
    }
  };
  const strangers = chosen.filter((row) => !row.known);
  const refused = answers.filter((one) => one.refused !== null);
  const failed = Object.entries(content?.failed ?? {});
  return (
    <Part id="connections" title={t('connections')} description={t('connections.text')}>
      <SpaceBetween size="m">
        {trouble !== null && <TroubleBox trouble={trouble} onDismiss={() => setTrouble(null)} />}
        {failed.map(([region, why]) => (
          <TroubleBox key={region} trouble={why} />
        ))}
        {answers.length > 0 && (
          <div data-testid="connection-answers">
            <Alert
              type={refused.length === 0 ? 'success' : 'warning'}
              dismissible
              onDismiss={() => setAnswers([])}
              header={t('connections-answered', { done: answers.length - refused.length, refused: refused.length })}
            >
              {refused.length > 0 && (
                <ul>
                  {refused.map((one) => (
                    <li key={keyOf(one)}>
                      {one.endpointId}: {one.refused !== null && say(one.refused)}
                    </li>
                  ))}
                </ul>
              )}
            </Alert>
          </div>
        )}
        <Table
          variant="embedded"
          wrapLines
          loading={content === null && trouble === null}
          loadingText={t('looking')}
          items={content?.rows ?? []}
          trackBy={keyOf}
          selectionType="multi"
          selectedItems={chosen}
          onSelectionChange={({ detail }) => setChosen(detail.selectedItems)}
          empty={t('connections-none')}
          header={
            <Header
              variant="h3"
              counter={`(${content?.rows.length ?? 0})`}
              actions={
                <SpaceBetween direction="horizontal" size="xs">
                  <Button
                    data-testid="connections-refresh"
                    iconName="refresh"
                    ariaLabel={t('check')}
                    onClick={() => setStale((n) => n + 1)}
                  />
                  <Button
                    data-testid="connections-reject"
                    disabled={chosen.length === 0}
                    loading={busy}
                    onClick={() => setAsking('reject')}
                  >
                    {t('connections-reject', { count: chosen.length })}
                  </Button>
                  <Button
                    data-testid="connections-accept"
                    disabled={chosen.length === 0}
                    loading={busy}
                    onClick={() => {
                      if (strangers.length > 0) setAsking('strangers');
                      else void answer(true, false);
                    }}
                  >
                    {t('connections-accept', { count: chosen.length })}
                  </Button>
                </SpaceBetween>
              }
            >
              {t('connections')}
            </Header>
          }
          ariaLabels={{
            tableLabel: t('connections-table'),
            selectionGroupLabel: t('connections'),
            allItemsSelectionLabel: () => t('select-all'),
            itemSelectionLabel: (_selection, row) => row.endpointId,
          }}
          columnDefinitions={[
            {
              id: 'customer',
              header: t('column-customer'),
              cell: (row) =>
                row.known ? (
                  row.name === '' ? (
                    '–'
                  ) : (
                    row.name
                  )
                ) : (
                  <StatusIndicator type="warning">{t('connections-unknown')}</StatusIndicator>
                ),
            },
            { id: 'account', header: t('column-account'), minWidth: 140, cell: (row) => accountId(row.owner) },
            { id: 'endpoint', header: t('connections-endpoint'), isRowHeader: true, cell: (row) => row.endpointId },
            {
              id: 'state',
              header: t('column-state'),
              minWidth: 140,
              cell: (row) => (
                <StatusIndicator type={looks[row.state] ?? 'info'}>{t(`connection-${row.state}`)}</StatusIndicator>
              ),
            },
            {
              id: 'age',
              header: t('connections-since'),
              cell: (row) => (row.createdAt === null ? '–' : <TimeAgo at={row.createdAt} />),
            },
            {
              id: 'region',
              header: t('column-region'),
              cell: (row) => (row.fromRegion === null ? row.region : `${row.fromRegion} → ${row.region}`),
            },
            {
              id: 'zones',
              header: t('connections-zones'),
              cell: (row) => (row.zones.length === 0 ? '–' : row.zones.map((zone) => zone.id ?? zone.name).join(', ')),
            },
            {
              id: 'names',
              header: t('connections-names'),
              minWidth: 220,
              cell: (row) => <Box fontSize="body-s">{row.dnsNames[0] ?? '–'}</Box>,
            },
          ]}
        />
      </SpaceBetween>
      {asking !== null && (
        <Modal
          visible
          header={t(`connections-ask-${asking}`, { count: asking === 'reject' ? chosen.length : strangers.length })}
          onDismiss={() => setAsking(null)}
          footer={
            <Box float="right">
              <SpaceBetween direction="horizontal" size="xs">
                <Button variant="link" onClick={() => setAsking(null)}>
                  {t('close')}
                </Button>
                <Button
                  variant="primary"
                  data-testid="connections-confirm"
                  onClick={() => void answer(asking === 'strangers', asking === 'strangers')}
                >
                  {t(asking === 'reject' ? 'connections-reject' : 'connections-accept', { count: chosen.length })}
                </Button>
              </SpaceBetween>
            </Box>
          }
        >
          <SpaceBetween size="s">
            <Box>{t(`connections-ask-${asking}.text`)}</Box>
            <ul>
              {(asking === 'reject' ? chosen : strangers).map((row) => (
                <li key={keyOf(row)}>
                  {accountId(row.owner)} – {row.endpointId}
                </li>
              ))}
            </ul>
          </SpaceBetween>
        </Modal>
      )}
    </Part>
  );
}
