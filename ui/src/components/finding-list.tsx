import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { hrefOf } from '../frame/places';
import { useSession } from '../frame/session';
import { findTask } from '../frame/state';
import { useWords } from '../i18n';
import type { Finding, Severity, StepId } from '../platform';
import { Checked } from './checked';
import { keysOf } from './keys';

const order: Record<Severity, number> = { blocker: 0, warning: 1, note: 2, good: 3 };
const looks = { blocker: 'error', warning: 'warning', note: 'info' } as const;

/** Findings, the gravest first; what is right is folded into one line. */
export function FindingList({
  findings,
  here,
  region = null,
  from,
}: {
  findings: readonly Finding[];
  /** The task that the reader is at: no link leads to where she is. */
  here: StepId;
  /** Its Region: findings are about this one unless they say another. */
  region?: string | null;
  from: 'review' | null;
}) {
  const { t, say } = useWords();
  const sorted = findings.toSorted((a, b) => order[a.severity] - order[b.severity]);
  const good = sorted.filter((finding) => finding.severity === 'good');
  const open = sorted.filter((finding) => finding.severity !== 'good');
  const [goodKeys, openKeys] = [keysOf(good, keyOf), keysOf(open, keyOf)];
  return (
    <SpaceBetween size="s">
      {open.map((finding, index) => (
        <FindingBox key={openKeys[index]} finding={finding} here={here} region={region} from={from} />
      ))}
      {good.length > 0 && (
        <ExpandableSection headerText={t('findings-good', { count: good.length })} defaultExpanded={good.length <= 4}>
          <SpaceBetween size="xxs">
            {good.map((finding, index) => (
              <div key={goodKeys[index]} data-testid="finding" data-code={finding.message.code}>
                <Checked>{say(finding.message)}</Checked>
              </div>
            ))}
          </SpaceBetween>
        </ExpandableSection>
      )}
    </SpaceBetween>
  );
}

function FindingBox({
  finding,
  here,
  region,
  from,
}: {
  finding: Finding;
  here: StepId;
  region: string | null;
  from: 'review' | null;
}) {
  const { t, say, more } = useWords();
  const { onboarding } = useSession();
  const why = more(finding.message, 'why');
  const next = more(finding.message, 'next');
  const target =
    finding.fixIn === null || finding.fixIn === here
      ? null
      : findTask(onboarding.tasks, finding.fixIn, finding.region ?? region);
  return (
    <div data-testid="finding" data-code={finding.message.code} data-severity={finding.severity}>
      <Alert type={finding.severity === 'good' ? 'success' : looks[finding.severity]} header={say(finding.message)}>
        <SpaceBetween size="xxs">
          {why !== null && <div>{why}</div>}
          {next !== null && <div>{next}</div>}
          {finding.subject !== null && (
            <Box variant="small" color="text-status-inactive">
              {t('finding-about', { subject: finding.subject })}
            </Box>
          )}
          {target !== null && (
            <Link href={hrefOf({ page: 'task', step: target.step, region: target.region, from })}>
              {t('fix-in', { task: t(`step-${target.step}`) })}
            </Link>
          )}
        </SpaceBetween>
      </Alert>
    </div>
  );
}

function keyOf(finding: Finding): string {
  return `${finding.message.code} ${finding.region ?? ''} ${finding.subject ?? ''} ${JSON.stringify(finding.message.params ?? {})}`;
}
