import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNow } from '../frame/clock';
import { useWords } from '../i18n';
import { moment } from '../i18n/format';
import { commands } from '../platform';
import type { PracticeWorld } from '../platform';
import type { Practice } from './world';

const speeds = [1, 60, 600, 3600];

/** Speeds the clock up, or steps it forward. */
export function ClockTab({ practice, world }: { practice: Practice; world: PracticeWorld }) {
  const { t } = useWords();
  const now = useNow();
  const skip = (minutes: number) =>
    void practice.act(() => commands.practice_clock({ speed: null, advanceMinutes: minutes }));
  return (
    <SpaceBetween size="m">
      <Box data-testid="practice-now">{t('practice-now', { at: moment(now) })}</Box>
      <FormField label={t('practice-speed')} description={t('practice-speed.hint')}>
        <SegmentedControl
          label={t('practice-speed')}
          selectedId={String(world.speed)}
          options={speeds.map((speed) => ({ id: String(speed), text: t('practice-speed-times', { speed }) }))}
          onChange={({ detail }) =>
            void practice.act(() => commands.practice_clock({ speed: Number(detail.selectedId), advanceMinutes: null }))
          }
        />
      </FormField>
      <FormField label={t('practice-next')} description={t('practice-next.hint')}>
        <SpaceBetween size="xs">
          <Box data-testid="practice-next">
            {world.next === null
              ? t('practice-next-nothing')
              : t('practice-next-due', { what: t(`next-${world.next.what}`), at: moment(world.next.due) })}
          </Box>
          <Button
            data-testid="skip-wait-now"
            disabled={world.next === null}
            onClick={() => void practice.act(() => commands.practice_skip_wait())}
          >
            {t('practice-skip-this')}
          </Button>
        </SpaceBetween>
      </FormField>
      <FormField label={t('practice-skip')} description={t('practice-skip.hint')}>
        <SpaceBetween direction="horizontal" size="xs">
          <Button data-testid="skip-10" onClick={() => skip(10)}>
            {t('practice-skip-minutes', { count: 10 })}
          </Button>
          <Button data-testid="skip-60" onClick={() => skip(60)}>
            {t('practice-skip-hour')}
          </Button>
          <Button data-testid="skip-day" onClick={() => skip(1440)}>
            {t('practice-skip-day')}
          </Button>
        </SpaceBetween>
      </FormField>
    </SpaceBetween>
  );
}
