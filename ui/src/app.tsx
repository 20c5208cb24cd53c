import I18nProvider from '@cloudscape-design/components/i18n';
import messages from '@cloudscape-design/components/i18n/messages/all.en';
import { useCallback, useEffect, useState } from 'react';
import { FaultBoundary } from './components/fault-boundary';
import { Skeleton } from './components/skeleton';
import { TroubleBox } from './components/trouble-box';
import { OnboardingFrame } from './frame/onboarding-frame';
import { SessionProvider } from './frame/session';
import { rememberTheme, showTheme, startsDark } from './frame/theme';
import { HelpProvider } from './help/help-context';
import { WordsProvider } from './i18n';
import { asTrouble, commands } from './platform';
import type { Onboarding, Trouble } from './platform';
import { PracticeProvider } from './practice/world';
import { Welcome } from './welcome/welcome';

type Stage = { at: 'start' } | { at: 'welcome'; trouble: Trouble | null } | { at: 'open'; onboarding: Onboarding };

/** The window: the welcome page, or the onboarding that the engine has open, also after a reload of the page. */
export function App() {
  const [dark, setDark] = useState(startsDark);
  const [stage, setStage] = useState<Stage>({ at: 'start' });

  useEffect(() => showTheme(dark), [dark]);
  const onTheme = useCallback(() => {
    setDark((old) => {
      rememberTheme(!old);
      return !old;
    });
  }, []);

  useEffect(() => {
    commands.onboarding().then(
      (onboarding) => setStage(onboarding === null ? { at: 'welcome', trouble: null } : { at: 'open', onboarding }),
      (error: unknown) => setStage({ at: 'welcome', trouble: asTrouble(error) }),
    );
  }, []);

  const onOpen = useCallback((onboarding: Onboarding) => {
    // Another onboarding's place is no place here: its own last place counts.
    window.history.replaceState(null, '', window.location.pathname);
    setStage({ at: 'open', onboarding });
  }, []);
  const onClose = useCallback(() => {
    commands.close_onboarding().then(
      () => setStage({ at: 'welcome', trouble: null }),
      (error: unknown) => setStage({ at: 'welcome', trouble: asTrouble(error) }),
    );
    window.history.replaceState(null, '', window.location.pathname);
  }, []);

  return (
    <WordsProvider>
      <I18nProvider locale="en" messages={[messages]}>
        <FaultBoundary>
          <HelpProvider>
            {stage.at === 'start' && <Skeleton />}
            {stage.at === 'welcome' && (
              <>
                {stage.trouble !== null && <TroubleBox trouble={stage.trouble} />}
                <Welcome onOpen={onOpen} dark={dark} onTheme={onTheme} />
              </>
            )}
            {stage.at === 'open' && (
              <SessionProvider
                key={stage.onboarding.id}
                onboarding={stage.onboarding}
                onClose={onClose}
                onOpen={onOpen}
              >
                <PracticeProvider active={stage.onboarding.account.kind === 'practice'}>
                  <OnboardingFrame dark={dark} onTheme={onTheme} />
                </PracticeProvider>
              </SessionProvider>
            )}
          </HelpProvider>
        </FaultBoundary>
      </I18nProvider>
    </WordsProvider>
  );
}
