import type { ClientBase } from 'pg';
import { unavailable } from './outage.ts';

const halfDone = new WeakSet<ClientBase>();

/**
 * Notes commits over several servers that are decided, while one of those went away before it carried its part out (it will, when it is
 * back). To Citus they are done, and it says the other thing in a warning only.
 */
export const watchCommits = (client: ClientBase) =>
  client.on('notice', ({ message = '' }) => {
    if (message.startsWith('failed to commit transaction on ')) halfDone.add(client);
  });

/** Of a commit that failed as a whole: whatever is sent now has nothing to do with it. */
export const begins = (client: ClientBase): void => void halfDone.delete(client);

/** Results are not reported while others cannot see them yet (docs/adr/0085): that is answered as an outage. */
export function mustBeWhole(client: ClientBase): void {
  if (halfDone.delete(client)) throw unavailable(new Error('a server has not carried out a commit that is decided'));
}
