import { after, type Clock, minutes } from '../../clock.ts';

const maxSessions = 10_000;

/**
 * The library saves a session at the end of every request that used it. Where nothing but time stamps changed since this node read the
 * row, once a minute is enough; and a session that another node ended in the meantime is not brought back by a write that changes nothing.
 */
export function createSessionWrites({ clock }: { clock: Clock }) {
  const known = new Map<string, { content: string; at: Date }>();
  const contentOf = ({ iat: _iat, exp: _exp, jti: _jti, kind: _kind, ...content }: Record<string, unknown>) =>
    JSON.stringify(content);

  return {
    /** Notes the content of a row that was read. */
    read(key: Buffer, payload: Record<string, unknown>): void {
      const name = key.toString('hex');
      const content = contentOf(payload);
      if (known.get(name)?.content === content) return; // keeps its time, so that a busy session is still written once a minute
      if (known.size > maxSessions) known.clear();
      known.set(name, { content, at: clock.now() });
    },
    /** Whether a write would change nothing but time stamps, and was made less than a minute ago. */
    isIdle(key: Buffer, payload: Record<string, unknown>): boolean {
      const last = known.get(key.toString('hex'));
      return last !== undefined && clock.now() < after(last.at, minutes(1)) && last.content === contentOf(payload);
    },
    /** The same of a row that is known to be as it was when it was read. */
    wasWritten(key: Buffer): boolean {
      const last = known.get(key.toString('hex'));
      return last !== undefined && clock.now() < after(last.at, minutes(1));
    },
    forget(key: Buffer): void {
      known.delete(key.toString('hex'));
    },
  };
}

export type SessionWrites = ReturnType<typeof createSessionWrites>;
