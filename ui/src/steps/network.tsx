import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import Toggle from '@cloudscape-design/components/toggle';
import { Field } from '../components/field';
import { TwoLines } from '../components/two-lines';
import { useWords } from '../i18n';
import type { NewSubnet, Subnet, Vpc } from '../platform';
import type { ChoiceProps, FoundProps, InputsOf, StepView } from './step-view';

const blank: InputsOf<'network'> = { step: 'network', vpcId: '', subnetIds: [], newVpcCidr: '', newSubnets: [] };

/** The choice of a network that is still to be made. */
const fresh = 'new';

/** At most one subnet per zone, as a load balancer takes them: a later choice in a zone replaces the earlier one. */
export function onePerZone(chosen: readonly Subnet[], before: readonly string[]): string[] {
  const byZone = new Map<string, Subnet>();
  const oldFirst = chosen.toSorted((a, b) => Number(before.includes(b.id)) - Number(before.includes(a.id)));
  for (const subnet of oldFirst) byZone.set(subnet.zoneId, subnet);
  return chosen.filter((subnet) => byZone.get(subnet.zoneId) === subnet).map((subnet) => subnet.id);
}

/** The subnets to start from in another VPC: in each zone the one with the most free addresses. */
export function roomiest(subnets: readonly Subnet[]): string[] {
  const byZone = new Map<string, Subnet>();
  for (const subnet of subnets) {
    const best = byZone.get(subnet.zoneId);
    if (best === undefined || subnet.freeAddresses > best.freeAddresses) byZone.set(subnet.zoneId, subnet);
  }
  return [...byZone.values()].map((subnet) => subnet.id);
}

/** A name with its id, or the id alone. */
export function named(name: string | null, id: string): string {
  return name === null || name === '' ? id : `${name} (${id})`;
}

function Found({ observed }: FoundProps<'network'>) {
  const { t } = useWords();
  if (observed.vpcs.length === 0) return <Alert type="info">{t('network-no-vpc')}</Alert>;
  return (
    <KeyValuePairs
      columns={3}
      items={[
        { label: t('network-vpcs'), value: observed.vpcs.length },
        { label: t('network-subnets'), value: observed.vpcs.reduce((sum, vpc) => sum + vpc.subnets.length, 0) },
        {
          label: t('network-zones'),
          value: observed.zones
            .filter((zone) => zone.usable)
            .map((zone) => zone.id)
            .join(', '),
        },
      ]}
    />
  );
}

function Choice({ draft, change, problem, observed, suggested }: ChoiceProps<'network'>) {
  const { t } = useWords();
  const vpcs = observed?.vpcs ?? [];
  const chosen = vpcs.find((vpc) => vpc.id === draft.vpcId) ?? null;
  const room = chosen === null ? [] : (observed?.room[chosen.id] ?? []);
  // While its range is being typed the field may be empty.
  const isNew = draft.newVpcCidr !== '' || (draft.vpcId === '' && draft.newSubnets.length > 0);
  const choose = (id: string) => {
    if (id === fresh) {
      const proposal = observed?.proposal ?? { cidr: '', subnets: [] };
      change({ vpcId: '', subnetIds: [], newVpcCidr: proposal.cidr, newSubnets: proposal.subnets });
      return;
    }
    const vpc = vpcs.find((one) => one.id === id);
    const subnetIds = suggested?.vpcId === id ? suggested.subnetIds : roomiest(vpc?.subnets ?? []);
    change({ vpcId: id, subnetIds, newVpcCidr: '', newSubnets: [] });
  };
  const describe = (vpc: Vpc) => {
    const zones = new Set(vpc.subnets.map((subnet) => subnet.zoneId)).size;
    return t('network-vpc-holds', { cidr: vpc.cidr, subnets: vpc.subnets.length, zones });
  };
  const label = (vpc: Vpc) =>
    [
      named(vpc.name, vpc.id),
      ...(vpc.isDefault ? [t('network-default-vpc')] : []),
      ...(suggested?.vpcId === vpc.id ? [t('recommended')] : []),
    ].join(' – ');
  return (
    <SpaceBetween size="l">
      <Field name="vpcId" problem={problem} topic="vpc">
        {vpcs.length <= 6 ? (
          <RadioGroup
            value={isNew ? fresh : draft.vpcId}
            onChange={({ detail }) => choose(detail.value)}
            items={[
              ...vpcs.map((vpc) => ({ value: vpc.id, label: label(vpc), description: describe(vpc) })),
              { value: fresh, label: t('network-new'), description: t('network-new.text') },
            ]}
          />
        ) : (
          <Select
            selectedOption={
              isNew
                ? { value: fresh, label: t('network-new') }
                : chosen === null
                  ? null
                  : { value: chosen.id, label: label(chosen) }
            }
            options={[
              ...vpcs.map((vpc) => ({ value: vpc.id, label: label(vpc), description: describe(vpc) })),
              { value: fresh, label: t('network-new'), description: t('network-new.text') },
            ]}
            onChange={({ detail }) => choose(detail.selectedOption.value ?? '')}
            filteringType="auto"
            placeholder={t('network-choose-vpc')}
          />
        )}
      </Field>
      {chosen !== null && (
        <Field name="subnetIds" problem={problem} topic="subnet" stretch>
          <Subnets subnets={chosen.subnets} chosen={draft.subnetIds} onChoose={(subnetIds) => change({ subnetIds })} />
        </Field>
      )}
      {chosen !== null && (room.length > 0 || draft.newSubnets.length > 0) && (
        <Toggle
          checked={draft.newSubnets.length > 0}
          onChange={({ detail }) => change({ newSubnets: detail.checked ? room : [] })}
        >
          {t('network-more-zones', {
            zones: (room.length > 0 ? room : draft.newSubnets).map((one) => one.zoneId).join(', '),
          })}
        </Toggle>
      )}
      {isNew && (
        <Field name="newVpcCidr" problem={problem} topic="vpc">
          <Input
            value={draft.newVpcCidr}
            spellcheck={false}
            onChange={({ detail }) => change({ newVpcCidr: detail.value })}
          />
        </Field>
      )}
      {draft.newSubnets.length > 0 && (
        <NewSubnets subnets={draft.newSubnets} problem={problem} onChange={(newSubnets) => change({ newSubnets })} />
      )}
    </SpaceBetween>
  );
}

/** The subnets that will be made: the zone is given, the range can be changed, and a zone can be left out. */
function NewSubnets({
  subnets,
  problem,
  onChange,
}: {
  subnets: NewSubnet[];
  problem: (field: string) => string | undefined;
  onChange: (subnets: NewSubnet[]) => void;
}) {
  const { t } = useWords();
  return (
    <SpaceBetween size="s">
      <Box variant="awsui-key-label">{t('network-new-subnets')}</Box>
      {subnets.map((subnet, index) => (
        <FormField
          key={subnet.zoneId}
          data-testid={`new-subnet-${subnet.zoneId}`}
          label={t('network-new-subnet', { zone: subnet.zoneId })}
          errorText={problem(`newSubnets[${index}].cidr`) ?? problem(`newSubnets[${index}].zoneId`)}
          secondaryControl={
            <Button
              iconName="remove"
              variant="icon"
              ariaLabel={t('take-off', { name: subnet.zoneId })}
              onClick={() => onChange(subnets.filter((one) => one !== subnet))}
            />
          }
        >
          <Input
            value={subnet.cidr}
            spellcheck={false}
            onChange={({ detail }) =>
              onChange(subnets.map((one) => (one === subnet ? { ...one, cidr: detail.value } : one)))
            }
          />
        </FormField>
      ))}
    </SpaceBetween>
  );
}

function Subnets({
  subnets,
  chosen,
  onChoose,
}: {
  subnets: Subnet[];
  chosen: string[];
  onChoose: (ids: string[]) => void;
}) {
  const { t } = useWords();
  return (
    <Table
      variant="embedded"
      selectionType="multi"
      trackBy="id"
      items={subnets.toSorted((a, b) => a.zoneId.localeCompare(b.zoneId))}
      selectedItems={subnets.filter((subnet) => chosen.includes(subnet.id))}
      onSelectionChange={({ detail }) => onChoose(onePerZone(detail.selectedItems, chosen))}
      ariaLabels={{
        selectionGroupLabel: t('label-subnetIds'),
        allItemsSelectionLabel: () => t('select-all'),
        itemSelectionLabel: (_selection, subnet) => named(subnet.name, subnet.id),
        tableLabel: t('label-subnetIds'),
      }}
      empty={<Box>{t('network-no-subnet')}</Box>}
      columnDefinitions={[
        {
          id: 'name',
          header: t('column-subnet'),
          cell: (subnet) => <TwoLines name={subnet.name} id={subnet.id} />,
          isRowHeader: true,
        },
        {
          id: 'zone',
          header: t('column-zone'),
          cell: (subnet) => <TwoLines name={subnet.zoneId} id={subnet.zoneName} />,
        },
        { id: 'cidr', header: t('column-addresses'), cell: (subnet) => subnet.cidr },
        { id: 'free', header: t('column-free'), cell: (subnet) => subnet.freeAddresses },
      ]}
    />
  );
}

/** The VPC and one subnet per zone. */
export const network: StepView<'network'> = { plans: true, blank, Found, Choice };
