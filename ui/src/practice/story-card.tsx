import Box from '@cloudscape-design/components/box';
import { useWords } from '../i18n';

/** What a guided rehearsal is about, what to expect of it, and how long it takes. */
export function StoryCard({ name }: { name: string }) {
  const { t } = useWords();
  return (
    <div>
      <div>{t(`story-${name}.text`)}</div>
      <div>{t(`story-${name}.expect`)}</div>
      <Box variant="small">{t(`story-${name}.long`)}</Box>
    </div>
  );
}
