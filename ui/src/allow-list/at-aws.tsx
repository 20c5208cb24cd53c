/** What would change on AWS's lists in every Region, the decisions that only the user can take, and applying it. */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useCallback, useEffect, useState } from 'react';
import { InfoLink } from '../components/info-link';
import { Part } from '../components/part';
import { TroubleBox } from '../components/trouble-box';
import { useSession } from '../frame/session';
import { useWords } from '../i18n';
import { asTrouble, commands } from '../platform';
import type { AllowPlan, AllowRegion, AllowRun, AllowWarning, TaskDetail, Trouble } from '../platform';
import { ConnectionsPart } from './connections';
import { PlanEntries } from './plan-entries';
import { HistoryPart } from './history';
import { RunProgress } from './run-progress';

/** Between two looks at what is being carried out, in milliseconds. */
const lookAgain = 500;

/** The newest run, looked at again while it goes on. */
function useRun(version: number): [AllowRun | null, () => void] {
  const [run, setRun] = useState<AllowRun | null>(null);
  const [asked, setAsked] = useState(0);
  const goesOn = run?.state === 'running';
  useEffect(() => {
    let left = false;
    const look = () =>
      commands.allow_runs({ most: 1 }).then(
        ([newest]) => {
          if (!left) setRun(newest ?? null);
        },
        // What can't be read now is read with the next look.
        () => undefined,
      );
    void look();
    const timer = goesOn ? setInterval(() => void look(), lookAgain) : undefined;
    return () => {
      left = true;
      clearInterval(timer);
    };
  }, [asked, goesOn, version]);
  return [run, useCallback(() => setAsked((n) => n + 1), [])];
}

/** The newest line of history: another one whenever the list has changed, here or at AWS. Asked for with each reading of the task. */
function useNewestChange(detail: TaskDetail): number {
  const [newest, setNewest] = useState(0);
  useEffect(() => {
    let left = false;
    commands.allow_history({ search: '', page: 0, size: 1 }).then(
      ({ rows: [row] }) => {
        if (!left) setNewest(row?.id ?? 0);
      },
      // The comparison that follows meets the same trouble, and tells it.
      () => undefined,
    );
    return () => {
      left = true;
    };
  }, [detail]);
  return newest;
}

/** The parts between the list and its proof. */
export function AtAws({ detail, reload }: { detail: TaskDetail; reload: () => Promise<TaskDetail | null> }) {
  const { t } = useWords();
  const { version } = useSession();
  const [plan, setPlan] = useState<AllowPlan | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [busy, setBusy] = useState(false);
  const [stale, setStale] = useState(0);
  const [yes, setYes] = useState<AllowWarning[]>([]);
  const [names, setNames] = useState(false);
  const [shown, setShown] = useState<AllowRegion | null>(null);
  const [run, lookAtRun] = useRun(version);
  const runState = run?.state ?? null;
  const starts = detail.task.status !== 'cannotStart';
  const listed = JSON.stringify(detail.observed);
  const newest = useNewestChange(detail);

  useEffect(() => {
    if (!starts || runState === 'running') return undefined;
    let left = false;
    commands.allow_plan().then(
      (next) => {
        if (left) return;
        setPlan(next);
        setTrouble(null);
      },
      (error: unknown) => {
        if (!left) setTrouble(asTrouble(error));
      },
    );
    return () => {
      left = true;
    };
    // Another list shows in its history, another one at AWS in what was observed.
  }, [starts, runState, stale, listed, newest]);

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
    lookAtRun();
    setStale((n) => n + 1);
    await reload();
  };

  if (!starts) return null;
  const add = plan?.regions.reduce((sum, region) => sum + region.add, 0) ?? 0;
  const remove = plan?.regions.reduce((sum, region) => sum + region.remove, 0) ?? 0;
  const staying = plan?.regions.reduce((sum, region) => sum + region.staying, 0) ?? 0;
  const open = run?.state === 'running' || run?.state === 'paused';
  const answered = plan?.warnings.every((warning) => yes.includes(warning)) === true;
  const label =
    remove === 0
      ? t('apply-allow', { count: add })
      : add === 0
        ? t('apply-disallow', { count: remove })
        : t('apply-allow-and-disallow', { add, remove });
  return (
    <SpaceBetween size="l">
      <Part
        id="plan"
        title={t('part-plan')}
        info={<InfoLink topic="plan" />}
        description={t('allow-plan-text')}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            {plan?.undoes != null && !open && (
              <Button data-testid="allow-undo" onClick={() => void act(() => commands.allow_undo())}>
                {t('allow-undo')}
              </Button>
            )}
            <Button iconName="refresh" data-testid="allow-compare" onClick={() => setStale((n) => n + 1)}>
              {t('allow-compare')}
            </Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="m">
          {trouble !== null && <TroubleBox trouble={trouble} onDismiss={() => setTrouble(null)} />}
          <Regions plan={plan} onShow={setShown} />
          {staying > 0 && (
            <Alert type="warning" header={t('allow-staying', { count: staying })}>
              {t('allow-staying.text')}
            </Alert>
          )}
          {plan?.warnings.map((warning) => (
            <Alert key={warning} type="warning" header={t(`allow-warning-${warning}`)}>
              <SpaceBetween size="xs">
                <Box>{t(`allow-warning-${warning}.text`)}</Box>
                <Checkbox
                  checked={yes.includes(warning)}
                  data-testid={`allow-yes-${warning}`}
                  onChange={({ detail: { checked } }) =>
                    setYes((before) => (checked ? [...before, warning] : before.filter((one) => one !== warning)))
                  }
                >
                  {t(`allow-warning-${warning}.yes`)}
                </Checkbox>
              </SpaceBetween>
            </Alert>
          ))}
          {plan !== null && plan.hash !== '' && !open && (
            <SpaceBetween size="s">
              {plan.names > 0 && (
                <Checkbox
                  checked={names}
                  description={t('allow-names.text', {
                    count: plan.names,
                    seconds: Math.max(1, Math.ceil(plan.namesSeconds)),
                  })}
                  onChange={({ detail: { checked } }) => setNames(checked)}
                >
                  {t('allow-names')}
                </Checkbox>
              )}
              {plan.seconds >= 1 && <Box>{t('allow-takes', { seconds: Math.ceil(plan.seconds) })}</Box>}
              <Button
                variant="primary"
                data-testid="apply"
                loading={busy}
                disabled={!answered}
                onClick={() => void act(() => commands.allow_apply({ hash: plan.hash, yes, names }))}
              >
                {label}
              </Button>
            </SpaceBetween>
          )}
        </SpaceBetween>
      </Part>
      {run !== null && <RunProgress run={run} busy={busy} act={act} />}
      <ConnectionsPart lookedAt={detail.checkedAt} />
      <HistoryPart version={`${newest}-${runState ?? ''}`} />
      {shown !== null && (
        <PlanEntries
          region={shown}
          onClose={() => setShown(null)}
          onDecided={() => {
            setShown(null);
            setStale((n) => n + 1);
            void reload();
          }}
        />
      )}
    </SpaceBetween>
  );
}

function Regions({ plan, onShow }: { plan: AllowPlan | null; onShow: (region: AllowRegion) => void }) {
  const { t, say } = useWords();
  return (
    <Table
      variant="embedded"
      wrapLines
      loading={plan === null}
      loadingText={t('looking')}
      items={plan?.regions ?? []}
      trackBy="region"
      ariaLabels={{ tableLabel: t('part-plan') }}
      empty={t('allow-no-service')}
      columnDefinitions={[
        {
          id: 'region',
          header: t('column-region'),
          isRowHeader: true,
          minWidth: 120,
          cell: (row) => (
            <span data-testid={row.add + row.remove > 0 ? 'plan-change' : 'plan-same'}>
              {row.region}
              {row.trouble !== null && <Box color="text-status-error">{say(row.trouble.message)}</Box>}
            </span>
          ),
        },
        { id: 'add', header: t('allow-list-to-add'), cell: (row) => row.add },
        { id: 'remove', header: t('allow-list-to-remove'), cell: (row) => row.remove },
        { id: 'same', header: t('allow-unchanged'), cell: (row) => row.unchanged },
        { id: 'only', header: t('allow-list-only-in-aws'), cell: (row) => row.onlyInAws },
        { id: 'refused', header: t('allow-refused-by-aws'), cell: (row) => row.refused },
        {
          id: 'show',
          header: t('column-what-to-do'),
          cell: (row) => (
            <Button
              variant="inline-link"
              ariaLabel={t('allow-show-of', { region: row.region })}
              data-testid={`allow-show-${row.region}`}
              onClick={() => onShow(row)}
            >
              {t('allow-show')}
            </Button>
          ),
        },
      ]}
    />
  );
}
