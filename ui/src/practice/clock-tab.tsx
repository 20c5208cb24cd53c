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

/** Speeds the clock up, or skips a wait. */
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
      <SpaceBetween direction="horizontal" size="xs">
        <Button data-testid="skip-10" onClick={() => skip(10)}>
          {t('practice-skip-minutes', { count: 10 })}
        </Button>
        <Button data-testid="skip-60" onClick={() => skip(60)}>
          {t('practice-skip-hour')}
        </Button>
      </SpaceBetween>
    </SpaceBetween>
  );
}
