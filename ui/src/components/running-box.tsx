import Button from '@cloudscape-design/components/button';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useWords } from '../i18n';
import { asTrouble, commands } from '../platform';
import type { Operation, Trouble } from '../platform';
import { TimeAgo } from './time-ago';
import { TroubleBox } from './trouble-box';

/** An operation at work: how many changes are done, since when, and a way to stop before the next one. */
export function RunningBox({ operation, total }: { operation: Operation; total: number }) {
  const { t } = useWords();
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [asked, setAsked] = useState(false);
  const done = operation.progress.filter((one) => one.state === 'done').length;
  const all = Math.max(total, operation.progress.length, 1);

  const cancel = async () => {
    setAsked(true);
    try {
      await commands.cancel();
    } catch (error) {
      setAsked(false);
      setTrouble(asTrouble(error));
    }
  };

  return (
    <div data-testid="operation-running" data-operation={operation.id}>
      <SpaceBetween size="s">
        {trouble !== null && <TroubleBox trouble={trouble} onDismiss={() => setTrouble(null)} />}
        <ProgressBar
          value={(done / all) * 100}
          label={t('progress-label', { done, total: all })}
          description={
            <>
              {t('progress-started')} <TimeAgo at={operation.startedAt} />
            </>
          }
        />
        <Button data-testid="cancel" disabled={asked} onClick={() => void cancel()}>
          {asked ? t('cancelling') : t('cancel-operation')}
        </Button>
      </SpaceBetween>
    </div>
  );
}
