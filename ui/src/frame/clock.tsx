/** The clock of the world that the onboarding lives in. A practice world has its own, which can run faster than ours. */
import { createContext, useContext, useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';

/** A reading of the world's clock at a moment of ours, and how fast it runs. */
export interface Reading {
  world: number;
  ours: number;
  speed: number;
}

/** The world's time at a moment of ours. */
export function worldTime(reading: Reading | null, ours: number): number {
  return reading === null ? ours : reading.world + (ours - reading.ours) * reading.speed;
}

interface Clock {
  now: () => number;
  /** World milliseconds per millisecond of ours; 1 outside of practice. */
  speed: number;
}

const ourClock: Clock = { now: () => Date.now(), speed: 1 };
const ClockContext = createContext<Clock>(ourClock);

/** Sets the clock for everything below; `null` is the real one. */
export function ClockProvider({ reading, children }: { reading: Reading | null; children: ReactNode }) {
  const clock = useMemo<Clock>(
    () => (reading === null ? ourClock : { now: () => worldTime(reading, Date.now()), speed: reading.speed }),
    [reading],
  );
  return <ClockContext.Provider value={clock}>{children}</ClockContext.Provider>;
}

/** The world's clock. */
export function useClock(): Clock {
  return useContext(ClockContext);
}

/** The world's time, renewed every so many milliseconds of ours. */
export function useNow(every = 1000): number {
  const clock = useClock();
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), every);
    return () => clearInterval(timer);
  }, [every]);
  return clock.now();
}
