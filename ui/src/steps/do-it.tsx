/** "What will happen" and "Do it": the plan to approve, and the progress of what was approved. */
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { InfoLink } from '../components/info-link';
import { Part } from '../components/part';
import { PlanView } from '../components/plan-view';
import { ProgressList } from '../components/progress-list';
import { RunningBox } from '../components/running-box';
import { TroubleBox } from '../components/trouble-box';
import { useSession } from '../frame/session';
import { runningOperation } from '../frame/state';
import { useWords } from '../i18n';
import type { Words } from '../i18n';
import { asTrouble, commands } from '../platform';
import type { Message, Operation, Plan, StepId, TaskDetail, Trouble } from '../platform';

/** Whether there is a plan to approve or an approved change that has not ended. */
export function hasWork(detail: TaskDetail): boolean {
  return (detail.plan !== null && detail.plan.changes.length > 0) || unfinished(detail);
}

/** Whether an approved change has not ended. */
export function unfinished(detail: TaskDetail): boolean {
  return detail.approved.some(({ progress }) => progress.state !== 'done' && progress.state !== 'waiting');
}

/** The button's words name the act and the count. */
export function applyLabel(plan: Plan, region: string | null, t: Words['t']): string {
  const lists = plan.changes.flatMap(({ call }) => (call.action === 'modifyPermissions' ? [call] : []));
  if (lists.length === plan.changes.length) {
    const add = lists.reduce((sum, call) => sum + call.add.length, 0);
    const remove = lists.reduce((sum, call) => sum + call.remove.length, 0);
    if (remove === 0) return t('apply-allow', { count: add });
    return add === 0 ? t('apply-disallow', { count: remove }) : t('apply-allow-and-disallow', { add, remove });
  }
  if (plan.changes.every(({ call }) => call.action === 'publishRecords'))
    return t('apply-publish', { count: plan.changes.length });
  const verbs = new Set(plan.changes.map((change) => change.verb));
  const [only] = verbs.size === 1 ? [...verbs] : [];
  const params = { count: plan.changes.length, region: region ?? plan.changes[0]?.region ?? '' };
  const place = params.region === '' ? '' : '-in';
  return t(`apply-${only ?? 'mixed'}${place}`, params);
}

/** Both parts; nothing when there is neither a plan nor an approved change. */
export function DoIt({
  detail,
  step,
  region,
  told,
  beforeApply,
  reload,
}: {
  detail: TaskDetail;
  step: StepId;
  region: string | null;
  /** The codes of what other parts of the page tell. */
  told: readonly string[];
  /** Stores the answers that the plan stands on; `false` keeps the button from doing anything. */
  beforeApply: () => Promise<boolean>;
  reload: () => Promise<TaskDetail | null>;
}) {
  const { t } = useWords();
  const { onboarding } = useSession();
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [busy, setBusy] = useState(false);
  const operation = runningOperation(onboarding.operations, step, region);
  const last = lastApply(onboarding.operations, step, region);
  const { plan, first, approved } = detail;

  const act = async (order: () => Promise<unknown>) => {
    setBusy(true);
    setTrouble(null);
    try {
      await order();
    } catch (error) {
      setTrouble(asTrouble(error));
    } finally {
      setBusy(false);
    }
    await reload();
  };
  const apply = (hash: string) =>
    act(async () => {
      if (await beforeApply()) await commands.apply({ step, region, hash });
    });

  const planned = plan !== null && (plan.changes.length > 0 || detail.task.status !== 'done');
  const sends = plan?.changes.some((change) => change.verb === 'send') === true;
  const progress = approved.length > 0 || operation?.kind === 'apply';
  const stopped = operation === null && unfinished(detail);
  // Once an operation has ended, what is stored is newer: somebody may have settled since what it left open.
  const live = operation?.kind === 'apply' ? (last?.progress ?? []) : [];
  // A change that was refused says so itself, and the end of the operation has nothing to add.
  const inList = approved.map(({ progress: stored }) => stored.trouble?.message.code);
  const ended =
    stopped && last?.state === 'failed' && ![...told, ...inList].includes(last.trouble?.message.code ?? '')
      ? last.trouble
      : null;
  if (!planned && first === null && !progress && trouble === null) return null;
  return (
    <SpaceBetween size="l">
      {(planned || first !== null) && (
        <Part id="plan" title={t('part-plan')} info={<InfoLink topic="plan" />}>
          <SpaceBetween size="m">
            {planned && <PlanView plan={plan} costs={detail.costs} />}
            {trouble !== null && <TroubleBox trouble={trouble} onDismiss={() => setTrouble(null)} />}
            {first !== null && <First message={first} />}
            {planned && first === null && plan.changes.length > 0 && (
              <Button
                variant="primary"
                data-testid={sends ? 'send' : 'apply'}
                loading={busy}
                disabled={operation !== null || detail.task.status === 'cannotStart'}
                onClick={() => void apply(plan.hash)}
              >
                {applyLabel(plan, region, t)}
              </Button>
            )}
          </SpaceBetween>
        </Part>
      )}
      {progress && (
        <Part id="do" title={t('part-do')}>
          <SpaceBetween size="m">
            {!planned && trouble !== null && <TroubleBox trouble={trouble} onDismiss={() => setTrouble(null)} />}
            {operation?.kind === 'apply' && <RunningBox operation={operation} total={approved.length} />}
            <ProgressList approved={approved} live={live} told={told} />
            {ended !== null && <TroubleBox trouble={ended} />}
            {stopped && (
              <Button data-testid="resume" loading={busy} onClick={() => void act(() => commands.resume())}>
                {t('resume')}
              </Button>
            )}
          </SpaceBetween>
        </Part>
      )}
    </SpaceBetween>
  );
}

/** What the reader has to do elsewhere before there is something to approve. */
function First({ message }: { message: Message }) {
  const { say, more } = useWords();
  return (
    <div data-testid="first" data-code={message.code}>
      <Alert type="info" header={say(message)}>
        <div>{more(message, 'why')}</div>
        <div>{more(message, 'next')}</div>
      </Alert>
    </div>
  );
}

function lastApply(operations: readonly Operation[], step: StepId, region: string | null): Operation | null {
  const mine = operations.filter((one) => one.kind === 'apply' && one.step === step && one.region === region);
  return mine.toSorted((a, b) => b.startedAt - a.startedAt)[0] ?? null;
}
