import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Input from '@cloudscape-design/components/input';
import Pagination from '@cloudscape-design/components/pagination';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import Textarea from '@cloudscape-design/components/textarea';
import { useCollection } from '@cloudscape-design/collection-hooks';
import { Field } from '../components/field';
import { TwoLines } from '../components/two-lines';
import { useWords } from '../i18n';
import type {
  ApplicationLoadBalancer,
  HealthInputs,
  HealthProtocol,
  Instance,
  ServersKind,
  TargetGroupCard,
} from '../platform';
import { named } from './network';
import type { ChoiceProps, FoundProps, InputsOf, StepView } from './step-view';

const blank: InputsOf<'instances'> = {
  step: 'instances',
  kind: 'instances',
  instanceIds: [],
  addresses: [],
  applicationLoadBalancer: '',
  targetGroup: '',
  launch: { templateId: '', imageId: '', instanceType: '' },
  port: 443,
  health: { protocol: 'tcp', path: '/', statuses: '' },
};

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
  if (observed.instances.length === 0) return <Alert type="info">{t('instances-none')}</Alert>;
  const zones = new Set(running.map((one) => one.zoneId)).size;
  return <Box>{t('instances-found', { running: running.length, total: observed.instances.length, zones })}</Box>;
}

const kinds: readonly ServersKind[] = ['instances', 'targetGroup', 'applicationLoadBalancer', 'addresses', 'launch'];

/** One address per line or parted by commas. */
export function addressesOf(text: string): string[] {
  return text
    .split(/[\s,;]+/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

function Choice({ draft, change, problem, observed, suggested }: ChoiceProps<'instances'>) {
  const { t } = useWords();
  const balancers = observed?.applicationLoadBalancers ?? [];
  const groups = observed?.targetGroups ?? [];
  const asks = draft.kind !== 'targetGroup';
  return (
    <SpaceBetween size="l">
      <Field name="kind" problem={problem} topic="instances">
        <Select
          selectedOption={{ value: draft.kind, label: t(`servers-${draft.kind}`) }}
          options={kinds.map((kind) => ({
            value: kind,
            label: t(`servers-${kind}`),
            description: t(`servers-${kind}.text`),
          }))}
          onChange={({ detail }) => {
            const kind = kinds.find((one) => one === detail.selectedOption.value) ?? 'instances';
            // An Application Load Balancer can't be asked by a connection alone.
            const health: HealthInputs =
              kind === 'applicationLoadBalancer' && draft.health.protocol === 'tcp'
                ? { ...draft.health, protocol: 'https' }
                : draft.health;
            change({ kind, health });
          }}
        />
      </Field>
      {draft.kind === 'instances' && (
        <>
          <Field name="instanceIds" problem={problem} stretch>
            <Instances
              instances={observed?.instances ?? []}
              chosen={draft.instanceIds}
              suggested={suggested?.instanceIds ?? []}
              onChoose={(instanceIds) => change({ instanceIds })}
            />
          </Field>
          <Box color="text-body-secondary">{t('instances-chosen', { count: draft.instanceIds.length })}</Box>
        </>
      )}
      {draft.kind === 'addresses' && (
        <Field name="addresses" problem={problem}>
          <Textarea
            value={draft.addresses.join('\n')}
            rows={4}
            spellcheck={false}
            onChange={({ detail }) => change({ addresses: detail.value === '' ? [] : detail.value.split('\n') })}
            onBlur={() => change({ addresses: addressesOf(draft.addresses.join('\n')) })}
          />
        </Field>
      )}
      {draft.kind === 'applicationLoadBalancer' && (
        <Field name="applicationLoadBalancer" problem={problem}>
          <Select
            selectedOption={optionOf(balancers.map(balancerOption), draft.applicationLoadBalancer)}
            options={balancers.map(balancerOption)}
            onChange={({ detail }) => change({ applicationLoadBalancer: detail.selectedOption.value ?? '' })}
            placeholder={t('servers-choose')}
            empty={t('servers-no-alb')}
          />
        </Field>
      )}
      {draft.kind === 'targetGroup' && (
        <Field name="targetGroup" problem={problem} topic="target-group">
          <Select
            selectedOption={optionOf(groups.map(groupOption), draft.targetGroup)}
            options={groups.map(groupOption)}
            onChange={({ detail }) => change({ targetGroup: detail.selectedOption.value ?? '' })}
            placeholder={t('servers-choose')}
            empty={t('servers-no-target-group')}
            filteringType={groups.length > 8 ? 'auto' : 'none'}
          />
        </Field>
      )}
      {draft.kind === 'launch' && (
        <SpaceBetween size="l">
          <Alert type="info">{t('servers-launch-note')}</Alert>
          <Field name="launch.templateId" problem={problem} optional>
            <Input
              value={draft.launch.templateId}
              spellcheck={false}
              onChange={({ detail }) => change({ launch: { ...draft.launch, templateId: detail.value } })}
            />
          </Field>
          {draft.launch.templateId === '' && (
            <ColumnLayout columns={2}>
              <Field name="launch.imageId" problem={problem}>
                <Input
                  value={draft.launch.imageId}
                  spellcheck={false}
                  onChange={({ detail }) => change({ launch: { ...draft.launch, imageId: detail.value } })}
                />
              </Field>
              <Field name="launch.instanceType" problem={problem}>
                <Input
                  value={draft.launch.instanceType}
                  spellcheck={false}
                  onChange={({ detail }) => change({ launch: { ...draft.launch, instanceType: detail.value } })}
                />
              </Field>
            </ColumnLayout>
          )}
        </SpaceBetween>
      )}
      {asks && (
        <Field name="port" problem={problem} topic="target-group">
          <Input
            value={portText(draft.port)}
            inputMode="numeric"
            onChange={({ detail }) => change({ port: portOf(detail.value) })}
          />
        </Field>
      )}
      {asks && (
        <ExpandableSection
          headerText={t('servers-health')}
          defaultExpanded={draft.kind === 'applicationLoadBalancer' || draft.health.protocol !== 'tcp'}
        >
          <Health health={draft.health} problem={problem} onChange={(health) => change({ health })} />
        </ExpandableSection>
      )}
    </SpaceBetween>
  );
}

const protocols: readonly HealthProtocol[] = ['tcp', 'http', 'https'];

function Health({
  health,
  problem,
  onChange,
}: {
  health: HealthInputs;
  problem: (field: string) => string | undefined;
  onChange: (health: HealthInputs) => void;
}) {
  const { t } = useWords();
  return (
    <SpaceBetween size="m">
      <Field name="health.protocol" problem={problem}>
        <RadioGroup
          value={health.protocol}
          onChange={({ detail }) =>
            onChange({ ...health, protocol: protocols.find((one) => one === detail.value) ?? 'tcp' })
          }
          items={protocols.map((one) => ({
            value: one,
            label: t(`health-${one}`),
            description: t(`health-${one}.text`),
          }))}
        />
      </Field>
      {health.protocol !== 'tcp' && (
        <ColumnLayout columns={2}>
          <Field name="health.path" problem={problem}>
            <Input
              value={health.path}
              spellcheck={false}
              onChange={({ detail }) => onChange({ ...health, path: detail.value })}
            />
          </Field>
          <Field name="health.statuses" problem={problem} optional>
            <Input
              value={health.statuses}
              spellcheck={false}
              onChange={({ detail }) => onChange({ ...health, statuses: detail.value })}
            />
          </Field>
        </ColumnLayout>
      )}
    </SpaceBetween>
  );
}

function balancerOption(one: ApplicationLoadBalancer) {
  return { value: one.arn, label: one.name, description: `${one.scheme} – ${one.state}` };
}

function groupOption(one: TargetGroupCard) {
  const kept = one.keptBy === null ? [] : [one.keptBy];
  return {
    value: one.arn,
    label: one.name,
    description: [`${one.protocol} ${one.port}`, one.targetType, ...kept].join(' – '),
  };
}

function optionOf<O extends { value: string }>(options: readonly O[], value: string): O | null {
  return options.find((one) => one.value === value) ?? null;
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
export const instances: StepView<'instances'> = { plans: true, blank, Found, Choice };
