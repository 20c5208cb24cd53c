/** How far an approved change of AWS's lists is, Region by Region, with pause, going on and ending. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { Part } from '../components/part';
import { TroubleBox } from '../components/trouble-box';
import { useWords } from '../i18n';
import { commands } from '../platform';
import type { AllowRun, AllowRunRegion } from '../platform';

function share({ total, left }: AllowRunRegion): number {
  return total === 0 ? 100 : Math.floor(((total - left) / total) * 100);
}

/** The part "Progress" of the allow list. */
export function RunProgress({
  run,
  busy,
  act,
}: {
  run: AllowRun;
  busy: boolean;
  act: (order: () => Promise<unknown>) => Promise<void>;
}) {
  const { t, say } = useWords();
  const running = run.state === 'running';
  const looks = {
    running: 'in-progress',
    paused: 'warning',
    cancelled: 'stopped',
    done: 'success',
    undone: 'info',
  } as const;
  return (
    <Part
      id="do"
      title={t('part-do')}
      actions={
        running || run.state === 'paused' ? (
          <SpaceBetween direction="horizontal" size="xs">
            <Button data-testid="allow-cancel" disabled={busy} onClick={() => void act(() => commands.allow_cancel())}>
              {t('allow-cancel')}
            </Button>
            <Button
              data-testid={running ? 'allow-pause' : 'allow-resume'}
              disabled={busy}
              variant={running ? 'normal' : 'primary'}
              onClick={() => void act(() => (running ? commands.allow_pause() : commands.allow_resume()))}
            >
              {t(running ? 'allow-pause' : 'allow-resume')}
            </Button>
          </SpaceBetween>
        ) : undefined
      }
    >
      <SpaceBetween size="m">
        <div data-testid="allow-run" data-state={run.state}>
          <StatusIndicator type={looks[run.state]}>{t(`allow-run-${run.state}`)}</StatusIndicator>
          {running && run.secondsLeft !== null && (
            <Box color="text-body-secondary">{t('allow-seconds-left', { seconds: Math.ceil(run.secondsLeft) })}</Box>
          )}
        </div>
        {run.regions.map((region) => (
          <SpaceBetween key={region.region} size="xs">
            <ProgressBar
              label={region.region}
              value={share(region)}
              status={region.trouble !== null ? 'error' : share(region) === 100 && !running ? 'success' : 'in-progress'}
              resultText={t('allow-progress', {
                added: region.added,
                removed: region.removed,
                refused: region.refused,
                left: region.left,
              })}
              additionalInfo={
                share(region) === 100 && !running
                  ? undefined
                  : t('allow-progress', {
                      added: region.added,
                      removed: region.removed,
                      refused: region.refused,
                      left: region.left,
                    })
              }
            />
            {region.note !== null && <Box color="text-body-secondary">{say(region.note)}</Box>}
            {region.trouble !== null && <TroubleBox trouble={region.trouble} />}
          </SpaceBetween>
        ))}
      </SpaceBetween>
    </Part>
  );
}
