import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Input from '@cloudscape-design/components/input';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useCollection } from '@cloudscape-design/collection-hooks';
import { Field } from '../components/field';
import { TwoLines } from '../components/two-lines';
import { useWords } from '../i18n';
import type { Instance } from '../platform';
import { named } from './network';
import type { ChoiceProps, FoundProps, InputsOf, StepView } from './step-view';

const blank: InputsOf<'instances'> = { step: 'instances', instanceIds: [], port: 443 };

/** A port as it is typed: digits only; anything else is 0, which the backend refuses with a sentence. */
export function portOf(text: string): number {
  return /^\d{1,5}$/.test(text.trim()) ? Number(text.trim()) : 0;
}

/** The text of a port field: empty while there is none. */
export function portText(port: number): string {
  return port === 0 ? '' : String(port);
}

function Found({ observed }: FoundProps<'instances'>) {
  const { t } = useWords();
  const running = observed.instances.filter((one) => one.state === 'running');
  if (observed.instances.length === 0) return <Alert type="warning">{t('instances-none')}</Alert>;
  const zones = new Set(running.map((one) => one.zoneId)).size;
  return <Box>{t('instances-found', { running: running.length, total: observed.instances.length, zones })}</Box>;
}

function Choice({ draft, change, problem, observed, suggested }: ChoiceProps<'instances'>) {
  const { t } = useWords();
  return (
    <SpaceBetween size="l">
      <Field name="instanceIds" problem={problem} topic="instances" stretch>
        <Instances
          instances={observed?.instances ?? []}
          chosen={draft.instanceIds}
          suggested={suggested?.instanceIds ?? []}
          onChoose={(instanceIds) => change({ instanceIds })}
        />
      </Field>
      <Field name="port" problem={problem} topic="target-group">
        <Input
          value={portText(draft.port)}
          inputMode="numeric"
          onChange={({ detail }) => change({ port: portOf(detail.value) })}
        />
      </Field>
      <Box color="text-body-secondary">{t('instances-chosen', { count: draft.instanceIds.length })}</Box>
    </SpaceBetween>
  );
}

function Instances({
  instances,
  chosen,
  suggested,
  onChoose,
}: {
  instances: Instance[];
  chosen: string[];
  suggested: string[];
  onChoose: (ids: string[]) => void;
}) {
  const { t } = useWords();
  const { items, filterProps, paginationProps, filteredItemsCount, collectionProps } = useCollection(instances, {
    filtering: { empty: t('instances-none'), noMatch: t('no-match') },
    pagination: { pageSize: 20 },
    sorting: {},
  });
  return (
    <Table
      {...collectionProps}
      variant="embedded"
      selectionType="multi"
      trackBy="id"
      items={items}
      selectedItems={instances.filter((one) => chosen.includes(one.id))}
      onSelectionChange={({ detail }) => onChoose(detail.selectedItems.map((one) => one.id))}
      isItemDisabled={(one) => one.state !== 'running' && !chosen.includes(one.id)}
      filter={
        instances.length > 8 ? (
          <TextFilter
            {...filterProps}
            filteringPlaceholder={t('instances-find')}
            filteringAriaLabel={t('instances-find')}
            filteringClearAriaLabel={t('clear')}
            countText={t('matches', { count: filteredItemsCount ?? 0 })}
          />
        ) : undefined
      }
      pagination={instances.length > 20 ? <Pagination {...paginationProps} /> : undefined}
      ariaLabels={{
        selectionGroupLabel: t('label-instanceIds'),
        allItemsSelectionLabel: () => t('select-all'),
        itemSelectionLabel: (_selection, one) => named(one.name, one.id),
        tableLabel: t('label-instanceIds'),
      }}
      columnDefinitions={[
        {
          id: 'name',
          header: t('column-server'),
          isRowHeader: true,
          cell: (one) => (
            <TwoLines
              name={one.name}
              id={one.id}
              {...(suggested.includes(one.id) ? { extra: t('recommended') } : {})}
            />
          ),
        },
        {
          id: 'state',
          header: t('column-state'),
          cell: (one) => (
            <StatusIndicator type={one.state === 'running' ? 'success' : 'stopped'}>{one.state}</StatusIndicator>
          ),
        },
        { id: 'zone', header: t('column-zone'), cell: (one) => <TwoLines name={one.zoneId} id={one.zoneName} /> },
        {
          id: 'address',
          header: t('column-address'),
          cell: (one) => <TwoLines name={one.privateIp} id={one.instanceType} />,
        },
      ]}
    />
  );
}

/** The servers that answer customers. */
export const instances: StepView<'instances'> = { blank, Found, Choice };
