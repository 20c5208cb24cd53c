/** One task's details, read again whenever an event says that something about it may have changed. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { asTrouble, commands } from '../platform';
import type { StepId, TaskDetail, Trouble } from '../platform';
import { useSession } from './session';

/** What `useTask` gives. `detail` stays while a newer one is being read, so that nothing jumps. */
export interface TaskReading {
  detail: TaskDetail | null;
  trouble: Trouble | null;
  /** Reads again and gives the newest detail, or `null` when it could not be read. */
  reload: () => Promise<TaskDetail | null>;
}

/** Mount it anew (`key`) for another task. */
export function useTask(step: StepId, region: string | null): TaskReading {
  const { version } = useSession();
  const [detail, setDetail] = useState<TaskDetail | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  // Answers may overtake each other: only the newest question's counts.
  const question = useRef(0);

  const reload = useCallback(async () => {
    question.current += 1;
    const mine = question.current;
    try {
      const answer = await commands.task({ step, region });
      if (mine === question.current) {
        setDetail(answer);
        setTrouble(null);
      }
      return answer;
    } catch (error) {
      if (mine === question.current) setTrouble(asTrouble(error));
      return null;
    }
  }, [step, region]);

  useEffect(() => {
    // Progress comes in bursts: one read for all that arrives within a tenth of a second.
    const timer = setTimeout(() => void reload(), version === 0 ? 0 : 100);
    return () => clearTimeout(timer);
  }, [reload, version]);

  return { detail, trouble, reload };
}
