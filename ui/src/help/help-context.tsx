/** Which help topic is shown. The frame draws the panel; any component may open a topic. */
import { createContext, useContext, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import type { HelpTopic } from './topics';

interface Help {
  topic: HelpTopic;
  visible: boolean;
  open: (topic: HelpTopic) => void;
  show: (visible: boolean) => void;
  /** What the panel will explain when it is opened without asking for something. */
  suggest: (topic: HelpTopic) => void;
}

const HelpContext = createContext<Help | null>(null);

/** Keeps the topic for everything below. */
export function HelpProvider({ children }: { children: ReactNode }) {
  const [topic, setTopic] = useState<HelpTopic>('privatelink');
  const [visible, setVisible] = useState(false);
  const help = useMemo<Help>(
    () => ({
      topic,
      visible,
      open: (next) => {
        setTopic(next);
        setVisible(true);
      },
      show: setVisible,
      suggest: setTopic,
    }),
    [topic, visible],
  );
  return <HelpContext.Provider value={help}>{children}</HelpContext.Provider>;
}

/** The help panel's state. Only below `HelpProvider`. */
export function useHelp(): Help {
  const help = useContext(HelpContext);
  if (help === null) throw new Error('useHelp outside of HelpProvider');
  return help;
}
