/** The practice world: its clock, mailbox, registrar and what exists in both accounts. */
import Box from '@cloudscape-design/components/box';
import SplitPanel from '@cloudscape-design/components/split-panel';
import Tabs from '@cloudscape-design/components/tabs';
import { TroubleBox } from '../components/trouble-box';
import { useWords } from '../i18n';
import { ClockTab } from './clock-tab';
import { MailTab } from './mail-tab';
import { RegistrarTab } from './registrar-tab';
import { ResetTab } from './reset-tab';
import { ResourcesTab } from './resources-tab';
import { usePractice } from './world';

/** The drawer at the bottom of the window. */
export function PracticeDrawer() {
  const { t } = useWords();
  const practice = usePractice();
  const world = practice?.world ?? null;
  return (
    <SplitPanel header={t('practice-world')} hidePreferencesButton>
      {practice?.trouble != null && <TroubleBox trouble={practice.trouble} />}
      {practice === null || world === null ? (
        <Box>{t('loading')}</Box>
      ) : (
        <Tabs
          ariaLabel={t('practice-world')}
          tabs={[
            { id: 'clock', label: t('practice-clock'), content: <ClockTab practice={practice} world={world} /> },
            { id: 'mail', label: t('practice-mail'), content: <MailTab world={world} /> },
            {
              id: 'registrar',
              label: t('practice-registrar'),
              content: <RegistrarTab practice={practice} world={world} />,
            },
            { id: 'resources', label: t('practice-resources'), content: <ResourcesTab world={world} /> },
            { id: 'reset', label: t('practice-reset'), content: <ResetTab practice={practice} /> },
          ]}
        />
      )}
    </SplitPanel>
  );
}
