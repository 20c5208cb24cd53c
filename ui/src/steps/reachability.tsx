import Box from '@cloudscape-design/components/box';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { Field } from '../components/field';
import { StateMark } from '../components/state-mark';
import type { Marks } from '../components/state-mark';
import { TargetsTable } from '../components/targets-table';
import { useWords } from '../i18n';
import type { ProbeRequest, TaskDetail } from '../platform';
import type { ChoiceProps, FoundProps, InputsOf, ObservedOf, StepView } from './step-view';

const blank: InputsOf<'reachability'> = {
  step: 'reachability',
  request: 'connect',
  path: '/',
  status: 200,
  serverName: '',
};
const requests: ProbeRequest[] = ['connect', 'tls', 'http', 'https'];

/** A level of evidence: seen, seen to be otherwise, out of reach from here, not tried, or left to the rehearsal. */
type Level = 'seen' | 'against' | 'no-way-short' | 'not-asked' | 'to-rehearse';
const marks: Marks<Level> = {
  seen: 'success',
  against: 'warning',
  'no-way-short': 'info',
  'not-asked': 'stopped',
  'to-rehearse': 'pending',
};

/** How far each level has come. Only what the check wrote down as evidence counts as seen. */
export function levels(detail: TaskDetail, observed: ObservedOf<'reachability'>): [string, Level][] {
  const evidence = (code: string) => detail.evidence.some((one) => one.message.code === code);
  const addresses = observed.probe?.addresses ?? [];
  const healthy = observed.targets.some((one) => one.state.toLowerCase() === 'healthy');
  const refused = addresses.some((one) => one.fault === 'closed');
  const further = (code: string, tried: boolean): Level => {
    if (evidence(code)) return 'seen';
    return tried ? 'against' : 'not-asked';
  };
  let connects: Level = 'not-asked';
  if (evidence('evidence-probe-connect')) connects = 'seen';
  else if (observed.probe !== null) connects = refused ? 'against' : 'no-way-short';
  return [
    ['healthy', healthy ? 'seen' : 'against'],
    ['connects', connects],
    [
      'certificate',
      further(
        'evidence-probe-tls',
        addresses.some((one) => one.tls !== null),
      ),
    ],
    [
      'answers',
      further(
        'evidence-probe-http',
        addresses.some((one) => one.http !== null),
      ),
    ],
    ['rehearsal', 'to-rehearse'],
  ];
}

function Levels({ detail, observed }: FoundProps<'reachability'>) {
  const { t } = useWords();
  return (
    <div>
      <Box variant="h4" tagOverride="h3">
        {t('reachability-levels')}
      </Box>
      <ul className="checklist" data-testid="levels">
        {levels(detail, observed).map(([name, level]) => (
          <li key={name} data-testid="level" data-level={name} data-state={level}>
            {t(`reachability-level-${name}`)} <StateMark state={level} marks={marks} prefix="reachability" />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Choice({ draft, change, problem }: ChoiceProps<'reachability'>) {
  const { t, more } = useWords();
  const named = draft.request !== 'connect';
  const asks = draft.request === 'http' || draft.request === 'https';
  return (
    <SpaceBetween size="l">
      <Field name="request" problem={problem} topic="reachability" stretch>
        <RadioGroup
          value={draft.request}
          onChange={({ detail }) => change({ request: requests.find((one) => one === detail.value) ?? 'connect' })}
          items={requests.map((value) => ({
            value,
            label: t(`request-${value}`),
            description: more({ code: `ui-request-${value}` }, 'text'),
          }))}
        />
      </Field>
      {asks && (
        <Field name="path" problem={problem}>
          <Input value={draft.path} onChange={({ detail }) => change({ path: detail.value })} />
        </Field>
      )}
      {asks && (
        <Field name="status" problem={problem}>
          <Input
            value={draft.status === 0 ? '' : String(draft.status)}
            inputMode="numeric"
            onChange={({ detail }) =>
              change({ status: /^\d{1,3}$/.test(detail.value.trim()) ? Number(detail.value.trim()) : 0 })
            }
          />
        </Field>
      )}
      {named && (
        <Field name="serverName" problem={problem} optional>
          <Input value={draft.serverName} onChange={({ detail }) => change({ serverName: detail.value })} />
        </Field>
      )}
    </SpaceBetween>
  );
}

function Found({ detail, observed }: FoundProps<'reachability'>) {
  const { t } = useWords();
  const { listener, crossZone, zones, targets } = observed;
  const anyHealthy = zones.some((zone) => zone.healthy > 0);
  return (
    <SpaceBetween size="m">
      <Box>
        {listener === null
          ? t('reachability-no-listener')
          : t('reachability-listener', { protocol: listener.protocol, port: String(listener.port) })}{' '}
        {crossZone ? t('reachability-cross-zone-on') : t('reachability-cross-zone-off')}
      </Box>
      <Table
        variant="embedded"
        wrapLines
        items={zones}
        trackBy="zoneId"
        ariaLabels={{ tableLabel: t('reachability-zones') }}
        empty={<Box>{t('reachability-no-zones')}</Box>}
        columnDefinitions={[
          {
            id: 'zone',
            header: t('column-zone'),
            cell: (zone) => `${zone.zoneId} (${zone.zoneName})`,
            isRowHeader: true,
          },
          {
            id: 'healthy',
            header: t('column-healthy'),
            cell: (zone) => t('reachability-of', { healthy: zone.healthy, targets: zone.targets }),
          },
          {
            id: 'serves',
            header: t('column-serves'),
            cell: (zone) =>
              zone.healthy > 0 || (crossZone && anyHealthy) ? (
                <StatusIndicator type="success">{t('reachability-serves')}</StatusIndicator>
              ) : (
                <StatusIndicator type="error">{t('reachability-fails')}</StatusIndicator>
              ),
          },
        ]}
      />
      {targets.length > 0 && <TargetsTable targets={targets} />}
      <Levels detail={detail} observed={observed} />
    </SpaceBetween>
  );
}

/** Proof that the load balancer reaches healthy servers in every zone. */
export const reachability: StepView<'reachability'> = { blank, Found, Choice };
