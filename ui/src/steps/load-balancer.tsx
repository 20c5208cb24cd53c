import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Checkbox from '@cloudscape-design/components/checkbox';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import Toggle from '@cloudscape-design/components/toggle';
import { Field } from '../components/field';
import { TargetsTable } from '../components/targets-table';
import { useWords } from '../i18n';
import { portOf, portText } from './instances';
import type { ChoiceProps, FoundProps, InputsOf, ObservedOf, StepView } from './step-view';

const blank: InputsOf<'load-balancer'> = {
  step: 'load-balancer',
  choice: { kind: 'create', name: 'gangway' },
  port: 443,
  protocol: 'tcp',
  crossZone: false,
  securityGroup: 'create',
  ipAddressType: 'ipv4',
  mayChange: false,
};

type LoadBalancer = ObservedOf<'load-balancer'>['loadBalancers'][number];

/** Why a load balancer can't be used, as a text id; `null` when it can. */
export function unusable(loadBalancer: LoadBalancer): string | null {
  if (loadBalancer.scheme.toLowerCase() !== 'internal') return 'load-balancer-not-internal';
  if (loadBalancer.usedBy !== null) return 'load-balancer-in-use';
  if (loadBalancer.state.toLowerCase() === 'failed') return 'load-balancer-state-failed';
  return null;
}

function Found({ observed }: FoundProps<'load-balancer'>) {
  const { t } = useWords();
  const chosen = observed.loadBalancers.find((one) => one.arn === observed.chosen) ?? null;
  return (
    <SpaceBetween size="m">
      {observed.loadBalancers.length === 0 ? (
        <Box>{t('load-balancer-none')}</Box>
      ) : (
        <Table
          variant="embedded"
          wrapLines
          items={observed.loadBalancers}
          trackBy="arn"
          ariaLabels={{ tableLabel: t('step-load-balancer') }}
          columnDefinitions={[
            {
              id: 'name',
              header: t('column-name'),
              isRowHeader: true,
              cell: (one) => one.name + (one.arn === observed.chosen ? ` – ${t('in-use-here')}` : ''),
            },
            { id: 'state', minWidth: 130, header: t('column-state'), cell: (one) => <State state={one.state} /> },
            { id: 'scheme', header: t('column-scheme'), cell: (one) => one.scheme },
            { id: 'zones', header: t('column-zones'), cell: (one) => one.zones.map((zone) => zone.zoneId).join(', ') },
            {
              id: 'ours',
              header: t('column-made-by'),
              cell: (one) => (one.ours ? t('made-by-gangway') : t('made-elsewhere')),
            },
          ]}
        />
      )}
      {chosen !== null && observed.listeners.length > 0 && (
        <Box>
          {t('load-balancer-listens', {
            ports: observed.listeners.map((one) => `${one.protocol} ${one.port}`).join(', '),
          })}
        </Box>
      )}
      {observed.targets.length > 0 && <TargetsTable targets={observed.targets} />}
    </SpaceBetween>
  );
}

function State({ state }: { state: string }) {
  const known = state.toLowerCase();
  const type = known === 'active' ? 'success' : known === 'provisioning' ? 'in-progress' : 'warning';
  return <StatusIndicator type={type}>{state}</StatusIndicator>;
}

function Choice({ draft, change, problem, observed, suggested }: ChoiceProps<'load-balancer'>) {
  const { t } = useWords();
  const { choice } = draft;
  const recommended = (value: string) => {
    if (suggested === null) return false;
    return suggested.choice.kind === 'existing' ? suggested.choice.arn === value : value === 'create';
  };
  const label = (text: string, value: string) => (recommended(value) ? `${text} – ${t('recommended')}` : text);
  const name =
    choice.kind === 'create' ? choice.name : suggested?.choice.kind === 'create' ? suggested.choice.name : 'gangway';
  const made =
    choice.kind === 'create' ? observed?.loadBalancers.find((one) => one.arn === observed.chosen) : undefined;
  const shown = (observed?.loadBalancers ?? []).filter((one) => one !== made);
  return (
    <SpaceBetween size="l">
      <Field name="choice" problem={(field) => (choice.kind === 'create' ? undefined : problem(field))}>
        <RadioGroup
          value={choice.kind === 'existing' ? choice.arn : 'create'}
          onChange={({ detail }) =>
            change({
              choice: detail.value === 'create' ? { kind: 'create', name } : { kind: 'existing', arn: detail.value },
            })
          }
          items={[
            ...shown.map((one) => {
              const reason = unusable(one);
              const mine = choice.kind === 'existing' && choice.arn === one.arn;
              return {
                value: one.arn,
                label: label(t('use-existing', { name: one.name }), one.arn),
                description:
                  reason === null || mine
                    ? t('load-balancer-zones', { zones: one.zones.map((zone) => zone.zoneId).join(', ') })
                    : t(reason, { by: one.usedBy ?? '' }),
                disabled: reason !== null && !mine,
              };
            }),
            made === undefined
              ? {
                  value: 'create',
                  label: label(t('load-balancer-create'), 'create'),
                  description: t('load-balancer-create.text'),
                }
              : { value: 'create', label: t('created-here', { name: made.name }) },
          ]}
        />
      </Field>
      {choice.kind === 'create' && made === undefined && (
        <Field name="choice.name" problem={problem}>
          <Input
            value={choice.name}
            spellcheck={false}
            onChange={({ detail }) => change({ choice: { kind: 'create', name: detail.value } })}
          />
        </Field>
      )}
      {choice.kind === 'existing' && observed?.loadBalancers.find((one) => one.arn === choice.arn)?.ours === false && (
        <Checkbox checked={draft.mayChange} onChange={({ detail }) => change({ mayChange: detail.checked })}>
          {t('may-change-load-balancer')}
        </Checkbox>
      )}
      <Field name="port" problem={problem} topic="listener">
        <Input
          value={portText(draft.port)}
          inputMode="numeric"
          onChange={({ detail }) => change({ port: portOf(detail.value) })}
        />
      </Field>
      <ExpandableSection headerText={t('advanced')}>
        <SpaceBetween size="l">
          <Field name="protocol" problem={problem} topic="listener">
            <RadioGroup
              value={draft.protocol}
              onChange={({ detail }) => change({ protocol: detail.value === 'tls' ? 'tls' : 'tcp' })}
              items={[
                { value: 'tcp', label: t('protocol-tcp'), description: t('protocol-tcp.text') },
                { value: 'tls', label: t('protocol-tls'), description: t('protocol-tls.text') },
              ]}
            />
          </Field>
          {choice.kind === 'create' && made === undefined && (
            <>
              <Field name="securityGroup" problem={problem} topic="security-group">
                <RadioGroup
                  value={draft.securityGroup}
                  onChange={({ detail }) => change({ securityGroup: detail.value === 'none' ? 'none' : 'create' })}
                  items={[
                    {
                      value: 'create',
                      label: t('security-group-create'),
                      description: t('security-group-create.text'),
                    },
                    { value: 'none', label: t('security-group-none'), description: t('security-group-none.text') },
                  ]}
                />
              </Field>
              <Field name="ipAddressType" problem={problem}>
                <RadioGroup
                  value={draft.ipAddressType}
                  onChange={({ detail }) =>
                    change({ ipAddressType: detail.value === 'dualstack' ? 'dualstack' : 'ipv4' })
                  }
                  items={[
                    { value: 'ipv4', label: t('addresses-ipv4') },
                    { value: 'dualstack', label: t('addresses-dualstack'), description: t('addresses-dualstack.text') },
                  ]}
                />
              </Field>
            </>
          )}
          <Field name="crossZone" problem={problem} topic="cross-zone">
            <Toggle checked={draft.crossZone} onChange={({ detail }) => change({ crossZone: detail.checked })}>
              {t('cross-zone-toggle')}
            </Toggle>
          </Field>
        </SpaceBetween>
      </ExpandableSection>
      {draft.protocol === 'tls' && <Alert type="info">{t('protocol-tls-waits')}</Alert>}
    </SpaceBetween>
  );
}

/** Network Load Balancer, target group and listener. */
export const loadBalancer: StepView<'load-balancer'> = { plans: true, blank, Found, Choice };
