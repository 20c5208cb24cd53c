import Link from '@cloudscape-design/components/link';
import { useHelp } from '../help/help-context';
import { useWords } from '../i18n';
import type { HelpTopic } from '../help/topics';

/** "Info", beside an AWS term or a heading: opens the help panel on the topic. */
export function InfoLink({ topic }: { topic: HelpTopic }) {
  const { t } = useWords();
  const { open } = useHelp();
  return (
    <Link
      variant="info"
      data-testid={`info-${topic}`}
      ariaLabel={t('info-about', { topic: t(`help-${topic}`) })}
      onFollow={() => open(topic)}
    >
      {t('info')}
    </Link>
  );
}
