import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { Ask } from '../components/ask';
import { goToPartWhenThere } from '../components/part';
import { TroubleBox } from '../components/trouble-box';
import { goTo, hrefOf } from '../frame/places';
import { useSession } from '../frame/session';
import { findTask } from '../frame/state';
import { useWords } from '../i18n';
import { asTrouble, commands } from '../platform';
import type { Fix, SurveyFinding, Trouble } from '../platform';
import { owner } from './owner';

/** What puts a finding right. The button leads to a plan, never to a change: nothing happens before that is approved. */
export function FixIt({ finding, fix }: { finding: SurveyFinding; fix: Fix }) {
  const words = useWords();
  const { t, say, more } = words;
  const { onboarding } = useSession();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  if (fix.first) {
    const task = findTask(onboarding.tasks, fix.step, fix.region);
    return (
      <div data-testid="fix-first" data-code={fix.text.code}>
        {say(fix.text)} {more(fix.text, 'next')}{' '}
        {task !== null && (
          <Link href={hrefOf({ page: 'task', step: task.step, region: task.region, from: null })}>
            {t('open-named', { task: t(`step-${task.step}`) })}
          </Link>
        )}
      </div>
    );
  }
  const open = async (mine: boolean) => {
    setAsking(false);
    setBusy(true);
    setTrouble(null);
    try {
      const place = await commands.open_fix({ fix, mine });
      goTo({ page: 'task', step: place.step, region: place.region, from: null });
      goToPartWhenThere('plan');
    } catch (error) {
      setTrouble(asTrouble(error));
      setBusy(false);
    }
  };
  return (
    <SpaceBetween size="xs">
      <div>{say(fix.text)}</div>
      {trouble !== null && <TroubleBox trouble={trouble} onDismiss={() => setTrouble(null)} />}
      <Button
        data-testid="fix"
        loading={busy}
        loadingText={t('fix-looking')}
        ariaLabel={t('fix-this-named', { what: say(finding.message) })}
        onClick={() => (fix.asksOwner ? setAsking(true) : void open(false))}
      >
        {t('fix-this')}
      </Button>
      {asking && (
        <Ask
          question={t('fix-mine')}
          yes={t('fix-mine-yes')}
          no={t('fix-mine-no')}
          testId="fix-mine"
          onYes={() => void open(true)}
          onNo={() => setAsking(false)}
        >
          <SpaceBetween size="s">
            <div>{say(fix.text)}</div>
            <Box variant="code">{fix.resource}</Box>
            <div>{t('fix-mine-text', { owner: owner(finding, words) })}</div>
          </SpaceBetween>
        </Ask>
      )}
    </SpaceBetween>
  );
}
