/** Every answer on one page, with a link that leads to its task and back; the guide's two checklists; what is missing on top. */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { EvidenceList } from '../components/evidence-list';
import { FindingList } from '../components/finding-list';
import { Skeleton } from '../components/skeleton';
import { LookedAt } from '../components/time-ago';
import { goTo, hrefOf } from '../frame/places';
import { useSession } from '../frame/session';
import { useWords } from '../i18n';
import { commands } from '../platform';
import type { Observed, StepId, TaskDetail } from '../platform';
import type { StepView } from '../steps/step-view';
import { Checklist } from './checklist';

type Seen = Extract<Observed, { step: 'review' }>;
type Group = Seen['groups'][number];

function Page({ detail }: { detail: TaskDetail }) {
  const { t } = useWords();
  const seen = detail.observed?.step === 'review' ? detail.observed : null;
  if (seen === null) return <Skeleton />;
  const blocked = seen.missing.some((finding) => finding.severity === 'blocker');
  return (
    <SpaceBetween size="l">
      {seen.missing.length === 0 ? (
        <Alert type="success" data-testid="review-complete">
          {t('review-complete')}
        </Alert>
      ) : (
        <Container
          header={
            <Header variant="h2" counter={`(${seen.missing.length})`}>
              {t(blocked ? 'review-missing' : 'review-worth-a-look')}
            </Header>
          }
        >
          <FindingList findings={seen.missing} here="review" from="review" />
        </Container>
      )}
      {seen.groups.map((group) => (
        <Answers key={`${group.step} ${group.region ?? ''}`} group={group} />
      ))}
      <Checklist items={seen.checklist} />
      <SpaceBetween direction="horizontal" size="xs">
        <Button
          variant="primary"
          data-testid="continue"
          onClick={() => goTo({ page: 'task', step: 'submission', region: null, from: null })}
        >
          {t('continue-to', { task: t('step-submission') })}
        </Button>
        <Button
          data-testid="check"
          iconName="refresh"
          onClick={() => void commands.check({ step: 'review', region: null })}
        >
          {t('check')}
        </Button>
        {detail.checkedAt !== null && (
          <Box padding={{ top: 'xxs' }} color="text-body-secondary">
            <LookedAt at={detail.checkedAt} />
          </Box>
        )}
      </SpaceBetween>
    </SpaceBetween>
  );
}

function Answers({ group }: { group: Group }) {
  const { t, say } = useWords();
  const { onboarding } = useSession();
  const task = t(`step-${group.step}`);
  const title =
    group.region === null || onboarding.regions.length < 2 ? task : t('task-in-region', { task, region: group.region });
  return (
    <Container
      data-testid={`review-${group.step}`}
      header={
        <Header
          variant="h2"
          actions={<Change step={group.step} region={group.region} answered={group.answers.length > 0} />}
        >
          {title}
        </Header>
      }
    >
      <SpaceBetween size="m">
        <ColumnLayout columns={2} variant="text-grid">
          {group.answers.map((answer) => (
            <div key={answer.label.code}>
              <Box variant="awsui-key-label">{say(answer.label)}</Box>
              <div className="value">{answer.value === '' ? '–' : answer.value}</div>
            </div>
          ))}
        </ColumnLayout>
        {group.findings.length > 0 && (
          <FindingList findings={group.findings} here="review" region={group.region} from="review" />
        )}
        {group.evidence.length > 0 && (
          <ExpandableSection headerText={t('review-evidence', { count: group.evidence.length })} variant="inline">
            <EvidenceList evidence={group.evidence} />
          </ExpandableSection>
        )}
      </SpaceBetween>
    </Container>
  );
}

/** Leads to the task, and from there back to the review. */
function Change({ step, region, answered }: { step: StepId; region: string | null; answered: boolean }) {
  const { t } = useWords();
  return (
    <Link
      href={hrefOf({ page: 'task', step, region, from: 'review' })}
      ariaLabel={t(answered ? 'change-answer-of' : 'open-named', { task: t(`step-${step}`) })}
      data-testid={`change-${step}`}
    >
      {t(answered ? 'change-answer' : 'open')}
    </Link>
  );
}

/** Every answer on one page. */
export const review: StepView<'review'> = { Page };
