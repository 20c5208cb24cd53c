import Box from '@cloudscape-design/components/box';
import Spinner from '@cloudscape-design/components/spinner';
import { useWords } from '../i18n';

/** Stands where a part will be, with its size, so that nothing jumps. */
export function Skeleton() {
  const { t } = useWords();
  return (
    <div className="skeleton">
      <Box color="text-body-secondary">
        <Spinner /> {t('loading')}
      </Box>
    </div>
  );
}
