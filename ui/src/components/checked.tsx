import Icon from '@cloudscape-design/components/icon';
import type { ReactNode } from 'react';

/** A line that was checked and is right: a green mark, and text that stays readable in long lists. */
export function Checked({ children }: { children: ReactNode }) {
  return (
    <span className="checked">
      <Icon name="status-positive" variant="success" />
      <span>{children}</span>
    </span>
  );
}
