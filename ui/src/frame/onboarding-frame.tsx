/** The frame around an open onboarding: bar, sections, one page, help, news, and in practice the drawer. */
import AppLayout from '@cloudscape-design/components/app-layout';
import Button from '@cloudscape-design/components/button';
import Flashbar from '@cloudscape-design/components/flashbar';
import type { FlashbarProps } from '@cloudscape-design/components/flashbar';
import { useEffect, useState } from 'react';
import { AccessPage } from '../access/access';
import { SurveyPage } from '../account/survey';
import { UndoPage } from '../account/undo';
import { TroubleBox } from '../components/trouble-box';
import { HelpSide } from '../help/help-side';
import { useHelp } from '../help/help-context';
import { useWords } from '../i18n';
import { moment } from '../i18n/format';
import { NamesPage } from '../names/names-page';
import { commands } from '../platform';
import type { Operation } from '../platform';
import { PracticeDrawer } from '../practice/drawer';
import { usePractice } from '../practice/world';
import { TaskPage } from '../steps/task-page';
import { HeaderBar } from './header-bar';
import { Navigation } from './navigation';
import { formatPlace, goTo, home, hrefOf } from './places';
import type { Place } from './places';
import { useSession } from './session';
import { ShortcutsModal, useKeys } from './shortcuts';
import { TaskList } from './task-list';
import { usePlace } from './use-place';

/** Everything but the welcome page. */
export function OnboardingFrame({ dark, onTheme }: { dark: boolean; onTheme: () => void }) {
  const { t } = useWords();
  const session = useSession();
  const help = useHelp();
  const practice = usePractice();
  const place = usePlace(session.onboarding.lastPlace);
  const [navigation, setNavigation] = useState(() => window.innerWidth >= 900);
  const [drawer, setDrawer] = useState(false);
  const [shortcuts, setShortcuts] = useState(false);
  const { onboarding } = session;

  const openDrawer = (open: boolean) => {
    setDrawer(open);
    practice?.watch(open);
  };

  useKeys({
    '?': () => setShortcuts(true),
    t: onTheme,
    g: () => goTo(home),
    h: () => help.show(!help.visible),
    r: () => void checkHere(place),
    ...(practice === null ? {} : { p: () => openDrawer(!drawer) }),
  });

  const { suggest } = help;
  const subject = place.page === 'task' ? place.step : 'privatelink';
  useEffect(() => suggest(subject), [suggest, subject]);

  useEffect(() => {
    document.title = `${onboarding.name} – Gangway`;
  }, [onboarding.name]);

  return (
    <>
      <HeaderBar
        onboarding={onboarding}
        saved={t('all-saved', { at: moment(onboarding.savedAt) })}
        dark={dark}
        onTheme={onTheme}
        onShortcuts={() => setShortcuts(true)}
        {...(practice === null
          ? {}
          : { practice: { unread: practice.unread.size, onOpen: () => openDrawer(!drawer) } })}
      />
      <AppLayout
        headerSelector="#top-bar"
        contentType="form"
        navigation={<Navigation place={place} />}
        navigationOpen={navigation}
        onNavigationChange={({ detail }) => setNavigation(detail.open)}
        tools={<HelpSide />}
        toolsOpen={help.visible}
        onToolsChange={({ detail }) => help.show(detail.open)}
        notifications={<News place={place} />}
        stickyNotifications
        content={
          <div data-place={formatPlace(place)}>
            {session.streamTrouble !== null && <TroubleBox trouble={session.streamTrouble} />}
            {place.page === 'tasks' && <TaskList />}
            {place.page === 'access' && <AccessPage />}
            {place.page === 'names' && <NamesPage />}
            {place.page === 'survey' && <SurveyPage />}
            {place.page === 'undo' && <UndoPage />}
            {place.page === 'task' && (
              <TaskPage
                key={`${place.step} ${place.region ?? ''}`}
                step={place.step}
                region={place.region}
                from={place.from}
              />
            )}
          </div>
        }
        splitPanel={practice === null || !drawer ? undefined : <PracticeDrawer />}
        splitPanelOpen={drawer}
        onSplitPanelToggle={({ detail }) => openDrawer(detail.open)}
        splitPanelPreferences={{ position: 'bottom' }}
      />
      {shortcuts && <ShortcutsModal onClose={() => setShortcuts(false)} />}
    </>
  );
}

async function checkHere(place: Place): Promise<void> {
  if (place.page !== 'task') return;
  // A check that is refused says so on the page when it is asked for there; the key is a shortcut, not a second place for errors.
  await commands.check({ step: place.step, region: place.region }).catch(() => null);
}

function placeOf(operation: Operation): Place {
  if (operation.kind === 'undo') return { page: 'undo' };
  return { page: 'task', step: operation.step, region: operation.region, from: null };
}

function isAbout(operation: Operation, here: Place): boolean {
  const place = placeOf(operation);
  if (place.page !== 'task' || here.page !== 'task') return place.page === here.page;
  return place.step === here.step && place.region === here.region;
}

/** What finished or failed elsewhere. What happens on the task that she is looking at is told there. */
function News({ place }: { place: Place }) {
  const { t, say } = useWords();
  const { news, dismiss } = useSession();
  const elsewhere = news.filter(({ operation }) => !isAbout(operation, place));
  // What she has seen on the task itself is no news later either.
  useEffect(() => {
    for (const one of news) if (isAbout(one.operation, place)) dismiss(one.id);
  }, [news, place, dismiss]);
  const items = elsewhere.map(({ id, operation }): FlashbarProps.MessageDefinition => {
    const undo = operation.kind === 'undo';
    const task = undo ? t('undo') : t(`step-${operation.step}`);
    const failed = operation.state === 'failed';
    const header = undo ? (failed ? 'news-not-undone' : 'news-undone') : failed ? 'news-failed' : 'news-finished';
    return {
      id,
      type: failed ? 'error' : 'success',
      header: <span data-testid="flash">{t(header, { task })}</span>,
      content: operation.trouble === null ? null : say(operation.trouble.message),
      action: <Button href={hrefOf(placeOf(operation))}>{t('news-open', { task })}</Button>,
      dismissible: true,
      dismissLabel: t('dismiss'),
      onDismiss: () => dismiss(id),
    };
  });
  return <Flashbar items={items} stackItems={items.length > 2} />;
}
