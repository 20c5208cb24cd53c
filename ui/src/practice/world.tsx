/** The practice world behind a practice onboarding, read every few seconds. Null everywhere else. */
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { ClockProvider } from '../frame/clock';
import type { Reading } from '../frame/clock';
import { asTrouble, commands } from '../platform';
import type { PracticeMail, PracticeWorld, Trouble } from '../platform';

/** What `usePractice` gives in a practice onboarding. */
export interface Practice {
  world: PracticeWorld | null;
  trouble: Trouble | null;
  /** Runs an order to the world (publish, clock, ...) and reads it again. */
  act: (order: () => Promise<unknown>) => Promise<boolean>;
  /** Shows why something was refused; null takes it away. */
  complain: (trouble: Trouble | null) => void;
  /** The ids of mails that came in while the window was open and have not been looked at. */
  unread: ReadonlySet<string>;
  markRead: (ids: readonly string[]) => void;
  /** The drawer reads more often than the rest. */
  watch: (closely: boolean) => void;
}

const PracticeContext = createContext<Practice | null>(null);

/** Newest first. */
export function newest(mails: readonly PracticeMail[]): PracticeMail[] {
  return mails.toSorted((a, b) => b.receivedAt - a.receivedAt);
}

/** Reads the world while `active`, and gives its clock to everything below. */
export function PracticeProvider({ active, children }: { active: boolean; children: ReactNode }) {
  const [world, setWorld] = useState<PracticeWorld | null>(null);
  const [reading, setReading] = useState<Reading | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [read, setRead] = useState<ReadonlySet<string> | null>(null);
  const [closely, setClosely] = useState(false);
  const alive = useRef(true);

  const refresh = useCallback(async () => {
    try {
      const next = await commands.practice_world();
      if (!alive.current) return;
      setWorld(next);
      setReading({ world: next.now, ours: Date.now(), speed: next.speed });
      // What is there when the window opens is not news.
      setRead((old) => old ?? new Set(next.inbox.map((mail) => mail.id)));
    } catch (error) {
      if (alive.current) setTrouble(asTrouble(error));
    }
  }, []);

  useEffect(() => {
    alive.current = true;
    return () => {
      alive.current = false;
    };
  }, []);

  useEffect(() => {
    if (!active) return;
    const first = setTimeout(() => void refresh(), 0);
    const timer = setInterval(() => void refresh(), closely ? 2000 : 8000);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [active, closely, refresh]);

  const act = useCallback(
    async (order: () => Promise<unknown>) => {
      setTrouble(null);
      try {
        await order();
      } catch (error) {
        setTrouble(asTrouble(error));
        return false;
      }
      await refresh();
      return true;
    },
    [refresh],
  );

  const inbox = world?.inbox;
  const unread = useMemo(
    () => new Set((inbox ?? []).map((mail) => mail.id).filter((id) => read?.has(id) === false)),
    [inbox, read],
  );
  const markRead = useCallback((ids: readonly string[]) => setRead((old) => new Set([...(old ?? []), ...ids])), []);
  const practice = useMemo<Practice | null>(
    () =>
      active
        ? {
            world,
            trouble,
            act,
            complain: setTrouble,
            unread,
            markRead,
            watch: setClosely,
          }
        : null,
    [active, world, trouble, act, unread, markRead],
  );
  return (
    <PracticeContext.Provider value={practice}>
      <ClockProvider reading={active ? reading : null}>{children}</ClockProvider>
    </PracticeContext.Provider>
  );
}

/** The practice world, or null in a real account. */
export function usePractice(): Practice | null {
  return useContext(PracticeContext);
}
