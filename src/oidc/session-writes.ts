import { after, type Clock, minutes } from '../clock.ts';

const most = 10_000;

/**
 * The library saves a session at the end of every request that saw it. Where nothing but time stamps changed since this node read the
 * row, once a minute is enough; and a session that another node ended in the meantime is not brought back by a write that says nothing.
 */
export function createSessionWrites({ clock }: { clock: Clock }) {
  const seen = new Map<string, { content: string; at: Date }>();
  const contentOf = ({ iat: _iat, exp: _exp, jti: _jti, kind: _kind, ...content }: Record<string, unknown>) =>
    JSON.stringify(content);

  return {
    /** The row says this. */
    read(key: Buffer, payload: Record<string, unknown>): void {
      const name = key.toString('hex');
      const content = contentOf(payload);
      if (seen.get(name)?.content === content) return; // keeps its time, so that a busy session is still written once a minute
      if (seen.size > most) seen.clear();
      seen.set(name, { content, at: clock.now() });
    },
    /** Whether writing this would tell the row nothing new. */
    isIdle(key: Buffer, payload: Record<string, unknown>): boolean {
      const last = seen.get(key.toString('hex'));
      return last !== undefined && clock.now() < after(last.at, minutes(1)) && last.content === contentOf(payload);
    },
    forget(key: Buffer): void {
      seen.delete(key.toString('hex'));
    },
  };
}

export type SessionWrites = ReturnType<typeof createSessionWrites>;
