/** The answers being edited. They are stored 0.4 s after the last change, at every leave of a field, and when the page is left. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { asTrouble, commands } from '../platform';
import type { FieldProblem, StepInputs, TaskDetail, Trouble } from '../platform';

const pause = 400;

/** What `useDraft` gives. */
export interface Draft {
  inputs: StepInputs | null;
  change: (patch: Partial<StepInputs>) => void;
  /** Whether something was changed since the last `settle`: what was found may not fit the answers any more. */
  changed: boolean;
  settle: () => void;
  /** Stores what is not stored yet, the recommendation included, and gives the problems; `null` when storing failed. */
  save: () => Promise<FieldProblem[] | null>;
  /** Stores edits that are still waiting. */
  flush: () => void;
  /** The problems of fields that the reader has been at, or of all once `showAll` was called. */
  problems: FieldProblem[];
  showAll: () => void;
  trouble: Trouble | null;
}

/** Whether a problem belongs to a field: `subnetIds[2]` and `choice.arn` belong to `subnetIds` and `choice`. */
export function belongsTo(problem: FieldProblem, field: string): boolean {
  return problem.field === field || problem.field.startsWith(`${field}[`) || problem.field.startsWith(`${field}.`);
}

/** The draft of a task: the reader's edits, else what is stored, else the recommendation, else `blank`. */
export function useDraft(detail: TaskDetail | null, region: string | null, blank: StepInputs | null): Draft {
  const [edited, setEdited] = useState<StepInputs | null>(null);
  const [found, setFound] = useState<FieldProblem[] | null>(null);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [all, setAll] = useState(false);
  const [changed, setChanged] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const waiting = useRef<StepInputs | null>(null);

  const inputs = edited ?? detail?.inputs ?? detail?.suggested ?? blank;

  const store = useCallback(
    async (value: StepInputs): Promise<FieldProblem[] | null> => {
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = null;
      waiting.current = null;
      try {
        const problems = await commands.save_inputs({ inputs: value, region });
        setFound(problems);
        setTrouble(null);
        return problems;
      } catch (error) {
        setTrouble(asTrouble(error));
        return null;
      }
    },
    [region],
  );

  const flush = useCallback(() => {
    if (waiting.current !== null) void store(waiting.current);
  }, [store]);

  // Leaving the page stores what is still waiting.
  useEffect(() => flush, [flush]);

  // Until something is stored here, the problems are those of the stored draft.
  const problems = found ?? detail?.problems ?? [];
  const change = (patch: Partial<StepInputs>) => {
    const base = waiting.current ?? inputs;
    if (base === null) return;
    const next = { ...base, ...patch } as StepInputs;
    setEdited(next);
    setChanged(true);
    setTouched((old) => new Set([...old, ...Object.keys(patch)]));
    // What was wrong with the old answer says nothing about the one being typed.
    setFound(problems.filter((one) => !Object.keys(patch).some((field) => belongsTo(one, field))));
    waiting.current = next;
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = setTimeout(flush, pause);
  };

  const save = async () => {
    if (inputs === null) return [];
    return store(waiting.current ?? inputs);
  };

  const started = detail?.inputs != null && found === null;
  const shown =
    all || started ? problems : problems.filter((one) => [...touched].some((field) => belongsTo(one, field)));
  return {
    inputs,
    change,
    changed,
    settle: () => setChanged(false),
    save,
    flush,
    problems: shown,
    showAll: () => setAll(true),
    trouble,
  };
}
