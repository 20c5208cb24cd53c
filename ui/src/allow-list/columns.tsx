/** The columns of the allow list. */
import Input from '@cloudscape-design/components/input';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { TableProps } from '@cloudscape-design/components/table';
import type { Words } from '../i18n';
import type { AllowRow, AllowSort, AllowState } from '../platform';
import { GroupedId } from './grouped-id';

/** The columns in their order. */
export const columnIds: string[] = ['name', 'account', 'kind', 'note', 'state', 'subscription', 'addedAt', 'addedBy'];

/** What the engine sorts by. */
export const sorts: AllowSort[] = ['name', 'account', 'kind', 'note', 'addedAt', 'addedBy', 'state', 'subscription'];

const looks: Record<AllowState, StatusIndicatorProps.Type> = {
  listed: 'success',
  missing: 'pending',
  onlyInAws: 'info',
  unknown: 'not-started',
  toRemove: 'pending',
  adding: 'in-progress',
  removing: 'in-progress',
  refused: 'error',
  absent: 'stopped',
};

type Column = TableProps.ColumnDefinition<AllowRow> & { id: string };

/** Where a row came from, in words. */
function sourceOf(t: Words['t'], row: AllowRow): string {
  if (row.addedBy === 'hand') return t('allow-by-hand');
  if (row.addedBy === 'aws') return t('allow-by-aws');
  return row.sourceRow === null ? row.addedBy : t('allow-by-row', { file: row.addedBy, row: String(row.sourceRow) });
}

function editable(t: Words['t'], of: 'name' | 'note', what: string): TableProps.EditConfig<AllowRow> {
  return {
    ariaLabel: what,
    editIconAriaLabel: what,
    disabledReason: (row) => (row.source === 'list' ? undefined : t('allow-edit-outside')),
    editingCell: (row, { currentValue, setValue }) => (
      <Input
        autoFocus
        ariaLabel={what}
        value={(currentValue as string | undefined) ?? row[of]}
        onChange={({ detail }) => setValue(detail.value)}
      />
    ),
  };
}

/** The columns for these Regions. */
export function columnsOf(t: Words['t'], say: Words['say'], regions: string[]): Column[] {
  return [
    {
      id: 'name',
      header: t('column-customer'),
      sortingField: 'name',
      minWidth: 140,
      cell: (row) => (row.name === '' ? '–' : row.name),
      editConfig: editable(t, 'name', t('column-customer')),
    },
    {
      id: 'account',
      header: t('column-account'),
      sortingField: 'account',
      isRowHeader: true,
      minWidth: 150,
      cell: (row) =>
        row.kind === 'everyone' ? (
          t('allow-list-everyone')
        ) : row.kind === 'account' && row.accountId !== null ? (
          <GroupedId id={row.accountId} />
        ) : (
          row.principal
        ),
    },
    {
      id: 'kind',
      header: t('allow-column-kind'),
      sortingField: 'kind',
      cell: (row) => t(`allow-kind-${row.kind}`),
    },
    {
      id: 'note',
      header: t('column-note'),
      sortingField: 'note',
      minWidth: 120,
      cell: (row) => row.note,
      editConfig: editable(t, 'note', t('column-note')),
    },
    {
      id: 'state',
      header: t('column-state'),
      sortingField: 'state',
      minWidth: 150,
      cell: (row) =>
        row.places.map((place) => (
          <div key={place.region}>
            <StatusIndicator type={looks[place.state]}>
              {regions.length > 1 ? `${place.region}: ` : ''}
              {t(`allow-${place.state}`)}
              {place.reason === null ? '' : ` (${say(place.reason)})`}
            </StatusIndicator>
          </div>
        )),
    },
    {
      id: 'subscription',
      header: t('allow-column-subscription'),
      sortingField: 'subscription',
      minWidth: 120,
      cell: (row) =>
        row.subscription === null ? (
          '–'
        ) : (
          <span title={row.subscription.how}>
            <StatusIndicator type={row.subscription.state === 'yes' ? 'success' : 'stopped'}>
              {t(`allow-subscribed-${row.subscription.state}`)}
              {row.subscription.since === null
                ? ''
                : ` ${t('allow-subscribed-since', { since: row.subscription.since })}`}
            </StatusIndicator>
          </span>
        ),
    },
    {
      id: 'addedAt',
      header: t('allow-column-added'),
      sortingField: 'addedAt',
      cell: (row) => (row.addedAt === null ? '–' : new Date(row.addedAt).toLocaleDateString()),
    },
    {
      id: 'addedBy',
      header: t('allow-column-addedBy'),
      sortingField: 'addedBy',
      cell: (row) => (row.source === 'list' ? sourceOf(t, row) : '–'),
    },
  ];
}
