/**
 * One task, always in the same shape: what this is for, what we found, your choice, what will happen, do it, proof. The steps fill in the parts.
 */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useRef, useState } from 'react';
import { EvidenceList } from '../components/evidence-list';
import { FindingList } from '../components/finding-list';
import { InfoLink } from '../components/info-link';
import { Part, goToPart } from '../components/part';
import { Skeleton } from '../components/skeleton';
import { TaskStatus } from '../components/task-status';
import { LookedAt } from '../components/time-ago';
import { TroubleBox } from '../components/trouble-box';
import { WaitingBox } from '../components/waiting-box';
import { useClock } from '../frame/clock';
import { goTo, home, hrefOf } from '../frame/places';
import { useSession } from '../frame/session';
import { findTask, nextTask, runningOperation } from '../frame/state';
import { useTask } from '../frame/use-task';
import { useWords } from '../i18n';
import { asTrouble, commands } from '../platform';
import type { StepId, Task, TaskDetail, Trouble } from '../platform';
import { DoIt, hasWork, unfinished } from './do-it';
import { belongsTo, useDraft } from './draft';
import { viewOf } from './registry';

const minute = 60_000;

/** The page of one task. Mount it anew (`key`) for another task. */
export function TaskPage({ step, region, from }: { step: StepId; region: string | null; from: 'review' | null }) {
  const { t, say } = useWords();
  const session = useSession();
  const { tasks, operations } = session.onboarding;
  const { detail, trouble, reload } = useTask(step, region);
  const view = viewOf(step);
  const draft = useDraft(detail, region, view.blank ?? null);
  const [commandTrouble, setCommandTrouble] = useState<Trouble | null>(null);
  const [busy, setBusy] = useState(false);

  const task = findTask(tasks, step, region) ?? detail?.task ?? null;
  const running = runningOperation(operations, step, region);
  const check = useCheck(step, region, setCommandTrouble);
  useCheckOnOpening(detail, running !== null, check);
  useCheckWhenDone(detail, running !== null, check);

  const observed = detail?.observed?.step === step ? detail.observed : null;
  const told = (observed === null ? undefined : view.tells?.(observed)) ?? [];
  const findings = detail?.findings.filter((finding) => !told.includes(finding.message.code)) ?? [];
  const refused = detail?.approved.flatMap(({ progress }) => progress.trouble?.message.code ?? []) ?? [];
  const next = nextTask(tasks, step, region);
  const status = task?.status ?? 'toDo';

  const leave = async () => {
    if (from === 'review') {
      goTo({ page: 'task', step: 'review', region: null, from: null });
      return;
    }
    // What was stored a moment ago may have opened the next task; the event that says so may still be on its way.
    const here = window.location.hash;
    const newest = await commands.onboarding().catch(() => null);
    if (window.location.hash !== here) return;
    const target = nextTask(newest?.tasks ?? tasks, step, region);
    goTo(target === null ? home : { page: 'task', step: target.step, region: target.region, from: null });
  };

  const save = async () => {
    if (view.Choice === undefined) return true;
    draft.showAll();
    const problems = await draft.save();
    if (problems !== null && problems.length > 0) goToFirstProblem();
    return problems?.length === 0;
  };

  const continueOn = async () => {
    const here = window.location.hash;
    setBusy(true);
    try {
      if (!(await save())) return;
      const fresh = await reload();
      // Who went somewhere else while this was stored is not taken away from there.
      if (fresh === null || window.location.hash !== here) return;
      if (fresh.first !== null && view.firstPart !== undefined) goToPart(view.firstPart);
      else if (fresh.first === null && hasWork(fresh)) goToPart('plan');
      else if (needsLook(fresh.task.status, draft.changed)) {
        draft.settle();
        await check();
      } else await leave();
    } finally {
      setBusy(false);
    }
  };

  if (view.Page !== undefined) {
    return (
      <ContentLayout header={<TaskHeader step={step} task={task} region={region} />}>
        {trouble !== null && <TroubleBox trouble={trouble} onRetry={() => void reload()} />}
        {detail === null ? <Skeleton /> : <view.Page detail={detail} reload={reload} />}
      </ContentLayout>
    );
  }

  const lookAgain = (
    <Button
      iconName="refresh"
      data-testid="check"
      loading={running?.kind === 'check'}
      loadingText={t('checking')}
      disabled={running !== null || status === 'cannotStart'}
      onClick={() => void check()}
    >
      {t('check')}
    </Button>
  );
  const work = detail !== null && hasWork(detail);
  // The part that comes first has the button to press.
  const elsewhere = detail?.first != null && view.firstPart !== undefined;
  const continues = continueLabel(
    t,
    status,
    view.Choice !== undefined,
    from,
    next,
    draft.changed,
    elsewhere,
    view.plans === true && !work,
  );
  // The first look brings the recommendation. An answer typed before it would stand on empty ones in its place.
  const recommends =
    detail?.inputs == null &&
    detail?.checkedAt == null &&
    detail?.trouble == null &&
    commandTrouble === null &&
    status !== 'cannotStart';
  return (
    <ContentLayout header={<TaskHeader step={step} task={task} region={region} />}>
      <SpaceBetween size="l">
        {trouble !== null && <TroubleBox trouble={trouble} onRetry={() => void reload()} />}
        {detail?.trouble != null && commandTrouble === null && (
          <TroubleBox trouble={detail.trouble} onRetry={() => void check()} />
        )}
        {commandTrouble !== null && (
          <TroubleBox trouble={commandTrouble} onDismiss={() => setCommandTrouble(null)} onRetry={() => void check()} />
        )}
        {task !== null && (
          <TaskState task={task} told={[...told, ...refused, ...findings.map((finding) => finding.message.code)]} />
        )}

        {view.Found !== undefined && (
          <Part
            id="found"
            title={t('part-found')}
            description={detail?.checkedAt == null ? t('not-looked-yet') : <LookedAt at={detail.checkedAt} />}
            actions={lookAgain}
          >
            {detail === null ? (
              <Skeleton />
            ) : observed === null ? (
              <Box color="text-body-secondary">{running?.kind === 'check' ? t('looking') : t('found-nothing-yet')}</Box>
            ) : (
              <view.Found detail={detail} observed={observed} />
            )}
          </Part>
        )}

        {view.Choice !== undefined && recommends && (
          <Part id="recommendation" title={t('part-choice')}>
            <Skeleton />
          </Part>
        )}
        {view.Choice !== undefined && detail !== null && draft.inputs !== null && !recommends && (
          <Part id="choice" title={t('part-choice')} info={<InfoLink topic={step} />}>
            <div onBlur={draft.flush}>
              {draft.trouble !== null && <TroubleBox trouble={draft.trouble} onRetry={() => void draft.save()} />}
              <view.Choice
                detail={detail}
                observed={observed}
                draft={draft.inputs}
                change={draft.change}
                suggested={detail.suggested}
                problem={(field) => {
                  const found = draft.problems.find((one) => belongsTo(one, field));
                  return found === undefined ? undefined : say(found.message);
                }}
              />
            </div>
          </Part>
        )}

        {detail !== null && view.List !== undefined && <view.List detail={detail} reload={reload} />}

        {detail !== null && observed !== null && view.Before !== undefined && (
          <view.Before detail={detail} observed={observed} reload={reload} save={save} look={check} />
        )}

        {detail !== null && view.Apply !== undefined && <view.Apply detail={detail} reload={reload} />}

        {detail !== null && (view.Apply === undefined || unfinished(detail)) && (
          <DoIt
            detail={detail}
            step={step}
            region={region}
            told={told}
            beforeApply={async () => (detail.inputs !== null ? true : await save())}
            reload={reload}
          />
        )}

        {detail !== null && observed !== null && view.Elsewhere !== undefined && (
          <view.Elsewhere detail={detail} observed={observed} reload={reload} save={save} look={check} />
        )}

        {detail?.waiting != null && <WaitingBox waiting={detail.waiting} onLook={check} />}

        {detail !== null && (findings.length > 0 || detail.evidence.length > 0) && (
          <Part id="proof" title={t('part-proof')} info={<InfoLink topic="proof" />}>
            <SpaceBetween size="l">
              <FindingList findings={findings} here={step} region={region} from={from} />
              {detail.evidence.length > 0 && <EvidenceList evidence={detail.evidence} />}
            </SpaceBetween>
          </Part>
        )}

        <SpaceBetween direction="horizontal" size="xs">
          <Button
            variant={(work && detail.first === null) || elsewhere ? 'normal' : 'primary'}
            data-testid="continue"
            loading={busy}
            disabled={recommends || (status === 'cannotStart' && view.Choice === undefined && next === null)}
            onClick={() => void continueOn()}
          >
            {continues}
          </Button>
          {view.Found === undefined && lookAgain}
          {continues !== t('back-to-tasks') && (
            <Button variant="link" href={hrefOf(home)}>
              {t('back-to-tasks')}
            </Button>
          )}
        </SpaceBetween>
      </SpaceBetween>
    </ContentLayout>
  );
}

/** Whether the answers have to be looked at before the reader goes on. */
function needsLook(status: Task['status'], changed: boolean): boolean {
  return status === 'toDo' || status === 'inProgress' || (changed && status !== 'done');
}

function continueLabel(
  t: (id: string, params?: Record<string, string>) => string,
  status: Task['status'],
  hasChoice: boolean,
  from: 'review' | null,
  next: Task | null,
  changed: boolean,
  /** Whether the package comes before the plan. */
  packs: boolean,
  /** Whether the answers lead to a plan that is to be approved. */
  planned: boolean,
): string {
  if (from === 'review') return t('continue-review');
  if (status === 'done' || (status === 'waiting' && !changed)) {
    return next === null ? t('back-to-tasks') : t('continue-to', { task: t(`step-${next.step}`) });
  }
  if (!hasChoice) return t('continue');
  if (packs) return t('save-and-package');
  return planned ? t('save-and-plan') : t('save-and-continue');
}

/** The first field with a problem is where the reader has to be. */
function goToFirstProblem(): void {
  requestAnimationFrame(() => {
    const field = document.querySelector<HTMLElement>('[aria-invalid="true"], [class*="form-field-error"]');
    field?.scrollIntoView({ block: 'center' });
    field?.focus({ preventScroll: true });
  });
}

function useCheck(step: StepId, region: string | null, onTrouble: (trouble: Trouble | null) => void) {
  return async () => {
    onTrouble(null);
    try {
      await commands.check({ step, region });
    } catch (error) {
      onTrouble(asTrouble(error));
    }
  };
}

/** Looks once when a task is opened whose last look is missing or older than a minute of the reader's time. */
function useCheckOnOpening(detail: TaskDetail | null, running: boolean, check: () => Promise<void>): void {
  const clock = useClock();
  const looked = useRef(false);
  useEffect(() => {
    // A task that can't start yet is looked at once it can.
    if (detail === null || looked.current || detail.task.status === 'cannotStart') return;
    looked.current = true;
    const { checkedAt } = detail;
    const old = checkedAt === null || (clock.now() - checkedAt) / clock.speed > minute;
    if (old && !running) void check();
  });
}

/** Looks once more when a task comes to its end here: what was found before the end would contradict the proof. */
function useCheckWhenDone(detail: TaskDetail | null, running: boolean, check: () => Promise<void>): void {
  const before = useRef<Task['status'] | null>(null);
  useEffect(() => {
    if (detail === null || running) return;
    const { checkedAt, evidence, task } = detail;
    const ended = before.current !== null && before.current !== 'done' && task.status === 'done';
    before.current = task.status;
    if (ended && checkedAt !== null && evidence.some((one) => one.at > checkedAt)) void check();
  });
}

function TaskHeader({ step, task, region }: { step: StepId; task: Task | null; region: string | null }) {
  const { t } = useWords();
  return (
    <Header
      variant="h1"
      info={<InfoLink topic={step} />}
      description={t(`step-${step}.for`)}
      actions={task === null ? undefined : <TaskStatus step={step} status={task.status} />}
    >
      {region === null ? t(`step-${step}`) : t('task-in-region', { task: t(`step-${step}`), region })}
    </Header>
  );
}

/** Why a task can't start or needs attention, unless that is told elsewhere on the page: `told` has its codes. */
function TaskState({ task, told }: { task: Task; told: readonly string[] }) {
  const { t, say, more } = useWords();
  const { onboarding } = useSession();
  if (task.status === 'cannotStart') {
    return (
      <Alert type="info" header={task.why === null ? t('cannot-start-yet') : say(task.why)}>
        <SpaceBetween size="xxs">
          {task.needs.map((step) => {
            const needed = findTask(onboarding.tasks, step, task.region);
            return (
              <Link key={step} href={hrefOf({ page: 'task', step, region: needed?.region ?? null, from: null })}>
                {t('needs-first', { task: t(`step-${step}`) })}
              </Link>
            );
          })}
        </SpaceBetween>
      </Alert>
    );
  }
  const { why } = task;
  if (task.status === 'attention' && why !== null && !told.includes(why.code)) {
    return (
      <Alert type="warning" header={say(why)} data-testid="advice">
        <div>{more(why, 'why')}</div>
        <div>{more(why, 'next')}</div>
      </Alert>
    );
  }
  return null;
}
