import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useWords } from '../i18n';
import type { ChildSaw, DelegationCheck, ParentSaw } from '../platform';

/** A link that was never made is no broken one. */
const links = {
  live: '',
  notDelegated: 'chain-open',
  unknown: 'chain-open',
  partly: 'chain-broken',
  broken: 'chain-broken',
} as const;

/** From the root to the delegated zone, as a picture with the broken link marked, and what each server on both sides of the cut answers. */
export function DelegationChain({ check }: { check: DelegationCheck }) {
  const { t } = useWords();
  return (
    <SpaceBetween size="m">
      <ol className="chain" aria-label={t('delegation-chain')}>
        {above(check).map((zone) => (
          <li key={zone} className="chain-link">
            {zone === '.' ? t('delegation-chain-root') : <span className="name">{zone}</span>}
          </li>
        ))}
        <li className={`chain-link ${links[check.verdict]}`}>
          <span className="name">{check.name}</span>
          {check.verdict === 'notDelegated' && ` – ${t('delegation-chain-missing')}`}
          {check.verdict === 'unknown' && ` – ${t('delegation-chain-unknown')}`}
          {(check.verdict === 'partly' || check.verdict === 'broken') && ` – ${t('delegation-chain-broken')}`}
        </li>
      </ol>
      <ExpandableSection
        variant="inline"
        headerText={t('delegation-servers', { count: check.parents.length + check.children.length })}
        defaultExpanded={check.verdict === 'partly' || check.verdict === 'broken'}
      >
        <SpaceBetween size="m">
          <Table
            variant="embedded"
            wrapLines
            header={t('delegation-parents', { zone: check.parentZone })}
            ariaLabels={{ tableLabel: t('delegation-parents', { zone: check.parentZone }) }}
            items={check.parents}
            columnDefinitions={[
              {
                id: 'server',
                header: t('column-name-server'),
                minWidth: 180,
                cell: (one) => `${one.server} (${one.address ?? '–'})`,
                isRowHeader: true,
              },
              {
                id: 'udp',
                header: 'UDP',
                minWidth: 200,
                cell: (one) => <Parent saw={one.udp} expected={check.expected} />,
              },
              {
                id: 'tcp',
                header: 'TCP',
                minWidth: 200,
                cell: (one) => <Parent saw={one.tcp} expected={check.expected} />,
              },
            ]}
          />
          {check.children.length > 0 && (
            <Table
              variant="embedded"
              wrapLines
              header={t('delegation-children', { zone: check.name })}
              ariaLabels={{ tableLabel: t('delegation-children', { zone: check.name }) }}
              items={check.children}
              columnDefinitions={[
                {
                  id: 'server',
                  header: t('column-name-server'),
                  minWidth: 180,
                  cell: (one) => `${one.server} (${one.address ?? '–'})`,
                  isRowHeader: true,
                },
                { id: 'udp', header: 'UDP', minWidth: 200, cell: (one) => <Child saw={one.udp} /> },
                { id: 'tcp', header: 'TCP', minWidth: 200, cell: (one) => <Child saw={one.tcp} /> },
              ]}
            />
          )}
        </SpaceBetween>
      </ExpandableSection>
    </SpaceBetween>
  );
}

/** The zones above the name, from the root down; a check of before has the two ends only. */
function above({ chain, name, parentZone }: DelegationCheck): string[] {
  const zones = chain.map(({ zone }) => zone).filter((zone) => zone !== name);
  return zones.length > 0 ? zones : ['.', parentZone];
}

function Parent({ saw, expected }: { saw: ParentSaw; expected: string[] }) {
  const { t } = useWords();
  switch (saw.saw) {
    case 'referral':
      if (sameNames(saw.servers, expected)) {
        return <StatusIndicator type="success">{t('parent-as-expected', { count: expected.length })}</StatusIndicator>;
      }
      return (
        <StatusIndicator type="warning">{t('parent-referral', { servers: saw.servers.join(', ') })}</StatusIndicator>
      );
    case 'nothing':
      return <StatusIndicator type="pending">{t('parent-nothing')}</StatusIndicator>;
    case 'alias':
      return <StatusIndicator type="error">{t('parent-alias', { target: saw.target })}</StatusIndicator>;
    case 'failed':
      return <StatusIndicator type="warning">{t(`fault-${saw.why}`)}</StatusIndicator>;
  }
}

function Child({ saw }: { saw: ChildSaw }) {
  const { t } = useWords();
  return saw.saw === 'serves' ? (
    <StatusIndicator type="success">{t('child-serves')}</StatusIndicator>
  ) : (
    <StatusIndicator type="error">{t(`fault-${saw.why}`)}</StatusIndicator>
  );
}

/** DNS names are the same in any order, any case, and with or without the final dot. */
export function sameNames(some: readonly string[], others: readonly string[]): boolean {
  const folded = (names: readonly string[]) =>
    [...new Set(names.map((name) => name.toLowerCase().replace(/\.$/, '')))].sort();
  return folded(some).join(' ') === folded(others).join(' ');
}
