/**
 * The seam between the window and the shell, and the only folder that imports `@tauri-apps/*`. Everything else calls `commands.xxx(args)` and
 * `subscribe(...)`, and gets a `Trouble` when a command is refused.
 */
import { Channel, invoke } from '@tauri-apps/api/core';
import type { Commands, EngineEvent, SurveyNews, Trouble } from './bindings';

export type * from './bindings';

/** The commands that the shell offers, by name; each rejects with a `Trouble`. */
export const commands: Commands = new Proxy({} as Commands, {
  get: (_target, name) => async (args?: Record<string, unknown>) => {
    try {
      return await invoke(String(name), args);
    } catch (error) {
      // A Trouble is what every caller expects; wrapping it in an Error would only have to be undone again.
      // eslint-disable-next-line @typescript-eslint/only-throw-error
      throw asTrouble(error);
    }
  },
});

/**
 * Starts the stream of numbered events, beginning after the event `after`. The returned function stops the delivery to `onEvent`; the engine's
 * operations go on.
 */
export async function subscribe(after: number, onEvent: (event: EngineEvent) => void): Promise<() => void> {
  let open = true;
  const channel = new Channel<EngineEvent>();
  channel.onmessage = (event) => {
    if (open) onEvent(event);
  };
  await commands.subscribe({ channel, after });
  return () => {
    open = false;
  };
}

/** Looks at the account and tells each Region as it arrives; resolves when all have. No Region named: every one that is enabled. */
export async function survey(regions: string[], onNews: (news: SurveyNews) => void): Promise<void> {
  const channel = new Channel<SurveyNews>();
  channel.onmessage = onNews;
  await commands.survey({ channel, regions });
}

/** What a command was refused with. Anything that isn't a `Trouble` came from the bridge itself and is shown as `internal`. */
export function asTrouble(error: unknown): Trouble {
  if (isTrouble(error)) return error;
  const detail = error instanceof Error ? error.message : typeof error === 'string' ? error : JSON.stringify(error);
  return { message: { code: 'internal' }, detail, requestId: null };
}

function isTrouble(value: unknown): value is Trouble {
  if (typeof value !== 'object' || value === null || !('message' in value)) return false;
  const { message } = value;
  return typeof message === 'object' && message !== null && 'code' in message && typeof message.code === 'string';
}
