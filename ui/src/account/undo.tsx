/** Taking back what Gangway made, and only that: what would be removed, what stays and why, then the removal and its progress. */
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useState } from 'react';
import { FindingList } from '../components/finding-list';
import { Part } from '../components/part';
import { PlanView } from '../components/plan-view';
import { ProgressList } from '../components/progress-list';
import { TroubleBox } from '../components/trouble-box';
import { useSession } from '../frame/session';
import { useWords } from '../i18n';
import { asTrouble, commands } from '../platform';
import type { ApprovedChange, Trouble, UndoPlan } from '../platform';

/** The page "Undo". */
export function UndoPage() {
  const { t } = useWords();
  const { onboarding, version } = useSession();
  const [plan, setPlan] = useState<UndoPlan | null>(null);
  const [cut, setCut] = useState(false);
  const [removals, setRemovals] = useState<ApprovedChange[]>([]);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    commands.removals().then(setRemovals, (error: unknown) => setTrouble(asTrouble(error)));
  }, [version]);

  const act = async (work: () => Promise<void>) => {
    setBusy(true);
    setTrouble(null);
    try {
      await work();
    } catch (error) {
      setTrouble(asTrouble(error));
    } finally {
      setBusy(false);
    }
  };
  const look = (cutConnections: boolean) => act(async () => setPlan(await commands.undo_plan({ cutConnections })));
  const remove = (hash: string) =>
    act(async () => {
      await commands.undo({ hash, cutConnections: cut });
      setPlan(null);
      setRemovals(await commands.removals());
    });

  const running = onboarding.operations.some((one) => one.kind !== 'check' && one.state === 'running');
  const open = removals.filter(({ progress }) => progress.state !== 'done');
  const failed = open.find(({ progress }) => progress.trouble !== null);
  const live = onboarding.operations.findLast((one) => one.kind !== 'check')?.progress ?? [];
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={t('undo-text')}
          actions={
            <Button data-testid="undo-look" loading={busy} disabled={running} onClick={() => void look(cut)}>
              {t('undo-look')}
            </Button>
          }
        >
          {t('undo')}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {trouble !== null && <TroubleBox trouble={trouble} onDismiss={() => setTrouble(null)} />}
        {plan !== null && (
          <Part id="undo-plan" title={t('undo-plan')}>
            <SpaceBetween size="m">
              {plan.plan.changes.length === 0 ? (
                <Alert type="info">{t('undo-nothing')}</Alert>
              ) : (
                <PlanView plan={plan.plan} costs={null} />
              )}
              {plan.findings.length > 0 && <FindingList findings={plan.findings} here="review" from={null} />}
              {(cut ||
                plan.cutsConnections ||
                plan.findings.some((one) => one.message.code === 'undo-connections-live')) && (
                <Checkbox
                  checked={cut}
                  data-testid="undo-cut"
                  onChange={({ detail }) => {
                    setCut(detail.checked);
                    void look(detail.checked);
                  }}
                >
                  {t('undo-cut')}
                </Checkbox>
              )}
              {plan.plan.changes.length > 0 && (
                <Button
                  variant="primary"
                  data-testid="undo"
                  loading={busy}
                  disabled={running}
                  onClick={() => void remove(plan.plan.hash)}
                >
                  {t('undo-do', { count: plan.plan.changes.length })}
                </Button>
              )}
            </SpaceBetween>
          </Part>
        )}
        {removals.length > 0 && (
          <Part id="undo-progress" title={t('part-do')}>
            <SpaceBetween size="m">
              <ProgressList approved={removals} live={live} told={[]} />
              {!running && failed !== undefined && (
                <Button
                  data-testid="resume"
                  loading={busy}
                  onClick={() =>
                    void act(async () => {
                      await commands.resume();
                    })
                  }
                >
                  {t('resume')}
                </Button>
              )}
              {open.length === 0 && (
                <Alert type="success" data-testid="undo-done">
                  {t('undo-done')}
                </Alert>
              )}
            </SpaceBetween>
          </Part>
        )}
      </SpaceBetween>
    </ContentLayout>
  );
}
