/** The open onboarding for every component below the frame: its state, kept current by the engine's events, and the world's clock. */
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { asTrouble, subscribe } from '../platform';
import type { Onboarding, Trouble } from '../platform';
import { afterEvent, opened, withoutNews } from './state';
import type { OpenState } from './state';

/** What `useSession` gives. */
export interface Session extends OpenState {
  /** Set when the stream of events could not be started: what is shown may be old. */
  streamTrouble: Trouble | null;
  dismiss: (newsId: string) => void;
  /** The account can be used again. */
  recovered: () => void;
  /** Back to the welcome page. */
  close: () => void;
  /** To another onboarding, which the engine has open already. */
  open: (onboarding: Onboarding) => void;
}

/** `null` where no onboarding is open. */
export const SessionContext = createContext<Session | null>(null);

/** Starts the event stream after the onboarding's last event, so that nothing is missed and nothing comes twice. */
export function SessionProvider({
  onboarding,
  onClose,
  onOpen,
  children,
}: {
  onboarding: Onboarding;
  onClose: () => void;
  onOpen: (onboarding: Onboarding) => void;
  children: ReactNode;
}) {
  const [state, setState] = useState<OpenState>(() => opened(onboarding));
  const [streamTrouble, setStreamTrouble] = useState<Trouble | null>(null);
  const firstEvent = useRef(onboarding.lastEvent);

  useEffect(() => {
    let stop: (() => void) | null = null;
    let left = false;
    subscribe(firstEvent.current, (event) => {
      if (!left) setState((old) => afterEvent(old, event));
    }).then(
      (end) => {
        if (left) end();
        else stop = end;
      },
      (error: unknown) => {
        if (!left) setStreamTrouble(asTrouble(error));
      },
    );
    return () => {
      left = true;
      stop?.();
    };
  }, []);

  const dismiss = useCallback((id: string) => setState((old) => withoutNews(old, id)), []);
  const recovered = useCallback(
    () => setState((old) => ({ ...old, onboarding: { ...old.onboarding, trouble: null } })),
    [],
  );
  const session = useMemo(
    () => ({ ...state, streamTrouble, dismiss, recovered, close: onClose, open: onOpen }),
    [state, streamTrouble, dismiss, recovered, onClose, onOpen],
  );
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>;
}

/** The open onboarding. Only below `SessionProvider`. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('useSession outside of SessionProvider');
  return session;
}
