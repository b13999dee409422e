import { type Call, type Calls, isOk } from '../history.ts';
import { type Finding, finding } from './finding.ts';
import { createReplaced } from './replaced.ts';

type Write = Call<'write'> | Call<'change'>;
type Read = Call<'read'> & { outcome: 'ok'; answered: { value: number | null } };

/** The registers of a history, with their writes and reads. */
export function registersOf(calls: Calls) {
  const writes = Map.groupBy([...calls.of('write'), ...calls.of('change')], ({ asked }) => asked.register);
  const reads = Map.groupBy(calls.of('read').filter(isOk), ({ asked }) => asked.register);
  return { names: new Set([...writes.keys(), ...reads.keys()]), writes, reads };
}

/**
 * Each register is linearizable: some order of its writes, true to time, explains every read. With values that are written once this is decided
 * by zones (Gibbons and Korach, “Testing shared memories”, SIAM Journal on Computing 26, 1997), where a search through all orders, as Knossos does
 * it, would be exponential. The plain contradictions are named first, as they say more.
 */
export function checkRegisters(calls: Calls): Finding[] {
  const { names, writes, reads } = registersOf(calls);
  return [...names].flatMap((name) => [
    ...checkRegister(name, writes.get(name) ?? [], reads.get(name) ?? []),
    ...checkVersions(
      name,
      (writes.get(name) ?? []).filter((each): each is Call<'change'> => 'from' in each.asked),
    ),
  ]);
}

function checkRegister(name: string, writes: readonly Write[], reads: readonly Read[]): Finding[] {
  const byValue = new Map(writes.map((write) => [write.asked.value, write]));
  const found: Finding[] = [];
  for (const read of reads) {
    const { value } = read.answered;
    if (value === null) continue;
    const write = byValue.get(value);
    if (write === undefined || write.began > read.ended)
      found.push(finding('value from nowhere', `${name} = ${value}`, read));
    else if (write.outcome === 'fail')
      found.push(finding('refused write took effect', `${name} = ${value}`, write, read));
  }
  if (found.length > 0) return found;
  const stale = findStale(name, writes, reads, byValue);
  return stale.length > 0 ? stale : checkZones(name, writes, reads);
}

/** Reads of a value that an acknowledged write had surely replaced; the write is lost where nothing newer was read later. */
function findStale(
  name: string,
  writes: readonly Write[],
  reads: readonly Read[],
  byValue: ReadonlyMap<number, Write>,
): Finding[] {
  const replacing = createReplaced(writes.filter(({ outcome }) => outcome === 'ok'));
  const found: Finding[] = [];
  for (const read of reads) {
    const over = replacing(read.began);
    if (over === undefined) continue;
    const write = read.answered.value === null ? undefined : byValue.get(read.answered.value);
    if (write !== undefined && write.ended >= over.began) continue; // which one of unknown outcome does, too
    const isNewer = (later: Read) => {
      const seen = later.answered.value === null ? undefined : byValue.get(later.answered.value);
      return later.began > read.ended && seen !== undefined && seen.began >= over.began;
    };
    const isSeen =
      reads.some(isNewer) || reads.some((each) => each.answered.value === over.asked.value && each.began < read.began);
    found.push(
      finding(isSeen ? 'stale read' : 'acknowledged write lost', `${name} after ${over.asked.value}`, over, read),
    );
    break;
  }
  return found;
}

type Zone = { from: number; to: number; isForward: boolean; calls: (Write | Read)[] };

/**
 * A value and its reads lie between the earliest end and the latest beginning among them. Where the end comes first the register surely had this
 * value from one to the other (a forward zone), and such zones may not overlap; where the beginning comes first all of them were under way at some
 * moment (a backward zone), which may not lie wholly within a forward zone.
 */
function checkZones(name: string, writes: readonly Write[], reads: readonly Read[]): Finding[] {
  const readsOf = Map.groupBy(reads, ({ answered }) => answered.value);
  const zones: Zone[] = [];
  const add = (calls: (Write | Read)[]) => {
    const end = Math.min(...calls.map(({ ended }) => ended));
    const begin = Math.max(...calls.map(({ began }) => began));
    zones.push({ from: Math.min(end, begin), to: Math.max(end, begin), isForward: end < begin, calls });
  };
  for (const write of writes) {
    const own = readsOf.get(write.asked.value) ?? [];
    if (write.outcome === 'ok' || own.length > 0) add([write, ...own]);
  }
  const atFirst = readsOf.get(null) ?? [];
  if (atFirst.length > 0) {
    const to = Math.max(...atFirst.map(({ began }) => began));
    zones.push({ from: -Infinity, to, isForward: true, calls: [...atFirst] });
  }
  const forward = zones.filter(({ isForward }) => isForward).toSorted((one, other) => one.from - other.from);
  for (const [place, zone] of forward.entries()) {
    const next = forward[place + 1];
    if (next && next.from < zone.to) return [finding('read out of order', name, ...zone.calls, ...next.calls)];
  }
  for (const zone of zones.filter(({ isForward }) => !isForward)) {
    const around = forward.findLast(({ from }) => from < zone.from);
    if (around && zone.to < around.to) return [finding('read out of order', name, ...around.calls, ...zone.calls)];
  }
  return [];
}

/** Of the changes that name the same version one succeeds: the lost update of Adya (“Weak consistency”, 1999), as Elle looks for it. */
function checkVersions(name: string, changes: readonly Call<'change'>[]): Finding[] {
  const found: Finding[] = [];
  for (const [from, all] of Map.groupBy(changes.filter(isOk), ({ asked }) => asked.from))
    if (all.length > 1) found.push(finding('lost update', `${name} from ${from}`, ...all));
  return found;
}
