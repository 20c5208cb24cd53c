/** The practice world: its clock, the rehearsal, mailbox, registrar, what exists in both accounts, and what goes wrong. */
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import SplitPanel from '@cloudscape-design/components/split-panel';
import Tabs from '@cloudscape-design/components/tabs';
import { useEffect, useRef, useState } from 'react';
import { TroubleBox } from '../components/trouble-box';
import { useWords } from '../i18n';
import type { Trouble } from '../platform';
import { ClockTab } from './clock-tab';
import { GuideTab } from './guide-tab';
import { MailTab } from './mail-tab';
import { RegistrarTab } from './registrar-tab';
import { ResetTab } from './reset-tab';
import { ResourcesTab } from './resources-tab';
import { TroubleTab } from './trouble-tab';
import { usePractice } from './world';
import type { Practice } from './world';

/** The drawer at the bottom of the window. */
export function PracticeDrawer() {
  const { t } = useWords();
  const practice = usePractice();
  const world = practice?.world ?? null;
  const [tab, setTab] = useState<string | null>(null);
  const faults = world?.faults.length ?? 0;
  return (
    <SplitPanel header={t('practice-world')} hidePreferencesButton>
      {practice === null || world === null ? (
        <SpaceBetween size="m">
          {practice?.trouble != null && <TroubleBox trouble={practice.trouble} />}
          <Box>{t('loading')}</Box>
        </SpaceBetween>
      ) : (
        <SpaceBetween size="s">
          {practice.trouble !== null && <Refusal trouble={practice.trouble} practice={practice} />}
          <Tabs
            ariaLabel={t('practice-world')}
            // What a mail or the rehearsal has to say comes first.
            activeTabId={tab ?? (practice.unread.size > 0 ? 'mail' : 'clock')}
            onChange={({ detail }) => {
              practice.complain(null);
              setTab(detail.activeTabId);
            }}
            tabs={[
              { id: 'clock', label: t('practice-clock'), content: <ClockTab practice={practice} world={world} /> },
              { id: 'guide', label: t('practice-guide'), content: <GuideTab practice={practice} world={world} /> },
              {
                id: 'mail',
                label:
                  practice.unread.size === 0
                    ? t('practice-mail')
                    : t('practice-mail-unread', { count: practice.unread.size }),
                content: <MailTab practice={practice} world={world} />,
              },
              {
                id: 'registrar',
                label: t('practice-registrar'),
                content: <RegistrarTab practice={practice} world={world} />,
              },
              { id: 'resources', label: t('practice-resources'), content: <ResourcesTab practice={practice} /> },
              {
                id: 'go-wrong',
                label: faults === 0 ? t('practice-trouble-tab') : t('practice-trouble-active', { count: faults }),
                content: <TroubleTab practice={practice} world={world} />,
              },
              { id: 'reset', label: t('practice-reset'), content: <ResetTab practice={practice} /> },
            ]}
          />
        </SpaceBetween>
      )}
    </SplitPanel>
  );
}

/** What the world refused, brought into sight: the button that was pressed may lie far below. */
function Refusal({ trouble, practice }: { trouble: Trouble; practice: Practice }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.scrollIntoView({ block: 'nearest' }), [trouble]);
  return (
    <div ref={place} className="refusal">
      <TroubleBox trouble={trouble} onDismiss={() => practice.complain(null)} />
    </div>
  );
}
