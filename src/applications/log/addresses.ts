import type { Fact } from '../../fact.ts';
import { fact } from './facts.ts';

/** The registered addresses that are most like the one that came, nearest first. */
export function nearest(received: string, registered: readonly string[], most: number): string[] {
  const start = bare(received);
  return registered
    .map((address) => ({ address, alike: commonStart(start, bare(address)) }))
    .toSorted((one, other) => other.alike - one.alike)
    .slice(0, most)
    .map(({ address }) => address);
}

const bare = (address: string) => address.toLowerCase().replace(/^[a-z]+:\/\//, '');

function commonStart(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

/** The differences of two addresses; empty without a second one. */
export function differences(received: string, registered: string | undefined): Fact[] {
  const [came, known] = [URL.parse(received), URL.parse(registered ?? '')];
  if (known === null) return [];
  if (came === null || !/^https?:$/.test(came.protocol)) return [fact('applications.differs_no_address')];
  const found = [
    came.protocol !== known.protocol && fact('applications.differs_scheme', { came: name(came), known: name(known) }),
    came.hostname !== known.hostname && fact('applications.differs_host', { known: known.hostname }),
    came.port !== known.port &&
      came.protocol === known.protocol &&
      fact('applications.differs_port', { came: port(came), known: port(known) }),
    paths(came.pathname, known.pathname),
    came.search !== known.search && fact('applications.differs_query'),
    came.hash !== '' && fact('applications.differs_hash'),
  ].filter((each) => each !== false);
  return found.length === 0 ? [fact('applications.differs_writing')] : found;
}

const name = ({ protocol }: URL) => protocol.slice(0, -1);
const port = ({ port: number, protocol }: URL) => number || (protocol === 'https:' ? '443' : '80');

function paths(came: string, known: string): Fact | false {
  if (came === known) return false;
  if (came.replace(/\/$/, '') === known.replace(/\/$/, '')) return fact('applications.differs_slash');
  if (came.toLowerCase() === known.toLowerCase()) return fact('applications.differs_case');
  return fact('applications.differs_path', { known });
}
