/** The first page: continue, practise, start with an AWS profile, or open a file. */
import AppLayout from '@cloudscape-design/components/app-layout';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useCallback, useEffect, useState } from 'react';
import { Skeleton } from '../components/skeleton';
import { TroubleBox } from '../components/trouble-box';
import { HeaderBar } from '../frame/header-bar';
import { ShortcutsModal, useKeys } from '../frame/shortcuts';
import { HelpSide } from '../help/help-side';
import { useHelp } from '../help/help-context';
import { useWords } from '../i18n';
import { asTrouble, commands } from '../platform';
import type { Onboarding, Trouble, Welcome as Seen } from '../platform';
import { Drawing } from './drawing';
import { Projects } from './projects';
import { StartPractice } from './start-practice';
import { StartReal } from './start-real';

/** The welcome page; `onOpen` gets what was created or opened. */
export function Welcome({
  onOpen,
  dark,
  onTheme,
}: {
  onOpen: (onboarding: Onboarding) => void;
  dark: boolean;
  onTheme: () => void;
}) {
  const { t } = useWords();
  const help = useHelp();
  const [seen, setSeen] = useState<Seen | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const [shortcuts, setShortcuts] = useState(false);

  const read = useCallback(
    () =>
      commands.welcome().then(
        (next) => {
          setSeen(next);
          return null;
        },
        (error: unknown) => asTrouble(error),
      ),
    [],
  );
  useEffect(() => {
    void read().then((failed) => failed !== null && setTrouble(failed));
    document.title = 'Gangway';
  }, [read]);
  useKeys({ '?': () => setShortcuts(true), t: onTheme, h: () => help.show(!help.visible) });

  const run = async (what: string, order: () => Promise<Onboarding | null>) => {
    setBusy(what);
    setTrouble(null);
    try {
      const onboarding = await order();
      if (onboarding !== null) onOpen(onboarding);
    } catch (error) {
      setTrouble(asTrouble(error));
    } finally {
      setBusy(null);
    }
  };

  return (
    <>
      <HeaderBar onboarding={null} saved={null} dark={dark} onTheme={onTheme} onShortcuts={() => setShortcuts(true)} />
      <AppLayout
        headerSelector="#top-bar"
        navigationHide
        tools={<HelpSide />}
        toolsOpen={help.visible}
        onToolsChange={({ detail }) => help.show(detail.open)}
        content={
          <ContentLayout
            header={
              <Header variant="h1" description={t('welcome-text')}>
                {t('welcome')}
              </Header>
            }
          >
            <SpaceBetween size="l">
              {trouble !== null && <TroubleBox trouble={trouble} onDismiss={() => setTrouble(null)} />}
              {seen === null && trouble === null && <Skeleton />}
              {seen !== null && seen.projects.length > 0 && (
                <Projects
                  projects={seen.projects}
                  busy={busy}
                  onOpen={(path) => void run(path, () => commands.open_onboarding({ path }))}
                />
              )}
              <Grid gridDefinition={[{ colspan: { default: 12, s: 6 } }, { colspan: { default: 12, s: 6 } }]}>
                <StartPractice
                  busy={busy === 'practice'}
                  others={seen?.projects.some((one) => one.account?.kind === 'practice') === true}
                  onStart={(name, story) =>
                    void run('practice', () =>
                      commands.create_onboarding({ name, account: { kind: 'practice', story } }),
                    )
                  }
                />
                <StartReal
                  profiles={seen?.profiles ?? []}
                  trouble={seen?.profilesTrouble ?? null}
                  loading={seen === null}
                  busy={busy === 'real'}
                  onStart={(name, account) => void run('real', () => commands.create_onboarding({ name, account }))}
                />
              </Grid>
              <Container header={<Header variant="h2">{t('welcome-how')}</Header>}>
                <Drawing />
              </Container>
              <SpaceBetween direction="horizontal" size="xs">
                <Button
                  iconName="folder-open"
                  data-testid="welcome-open-file"
                  loading={busy === 'file'}
                  onClick={() => void run('file', () => commands.choose_onboarding())}
                >
                  {t('open-file')}
                </Button>
                {seen !== null && (
                  <Box color="text-body-secondary" padding={{ top: 'xxs' }}>
                    {t('welcome-folder', { folder: seen.folder, version: seen.version })}
                  </Box>
                )}
              </SpaceBetween>
            </SpaceBetween>
          </ContentLayout>
        }
      />
      {shortcuts && <ShortcutsModal onClose={() => setShortcuts(false)} />}
    </>
  );
}
