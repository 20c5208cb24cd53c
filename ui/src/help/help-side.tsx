import Box from '@cloudscape-design/components/box';
import HelpPanel from '@cloudscape-design/components/help-panel';
import { useWords } from '../i18n';
import { useHelp } from './help-context';

/** The right-hand panel: one topic, in paragraphs. */
export function HelpSide() {
  const { t } = useWords();
  const { topic } = useHelp();
  const id = `help-${topic}`;
  return (
    <HelpPanel header={<h2>{t(id)}</h2>}>
      {t(`${id}.text`)
        .split(/\n\s*\n/)
        .map((paragraph) => (
          <Box key={paragraph} variant="p">
            {paragraph}
          </Box>
        ))}
    </HelpPanel>
  );
}
