import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import { InfoLink } from '../components/info-link';
import { Part } from '../components/part';
import { useWords } from '../i18n';
import type { TaskDetail } from '../platform';
import type { FoundProps, StepView } from '../steps/step-view';
import { AllowTable } from './allow-table';
import { AtAws } from './at-aws';

function Found({ observed }: FoundProps<'allow-list'>) {
  const { t } = useWords();
  if (observed.onlyInAws + observed.inAws === 0) return <Box>{t('allow-list-empty-in-aws')}</Box>;
  return (
    <KeyValuePairs
      columns={4}
      items={[
        { label: t('allow-list-in-aws'), value: observed.inAws },
        { label: t('allow-list-to-add'), value: observed.toAdd },
        { label: t('allow-list-to-remove'), value: observed.toRemove },
        { label: t('allow-list-only-in-aws'), value: observed.onlyInAws },
      ]}
    />
  );
}

function List({ reload }: { reload: () => Promise<TaskDetail | null> }) {
  const { t } = useWords();
  return (
    <Part
      id="choice"
      title={t('part-choice')}
      info={<InfoLink topic="principal" />}
      description={t('allow-list-choice')}
    >
      <AllowTable onChanged={() => void reload()} />
    </Part>
  );
}

/** The accounts that may connect. */
export const allowList: StepView<'allow-list'> = { Found, List, Apply: AtAws };
