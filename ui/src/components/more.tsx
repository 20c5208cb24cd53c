import type { ReactNode } from 'react';

/** Something for the curious, one click away, lighter than Cloudscape's expandable section. */
export function More({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details className="more">
      <summary>{title}</summary>
      {children}
    </details>
  );
}
