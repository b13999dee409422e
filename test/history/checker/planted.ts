import type { Line, Operation } from '../history.ts';
import type { Anomaly } from './finding.ts';

// Each alters a history that is true into one that is not, as little as can be; the place is the first that fits.

type Of = (operation: Operation, phase: Line['phase'], fits?: (line: Line) => boolean) => Line[];
type Value = Record<string, unknown>;
type Altering = Line & { value: Value };

/** A history that can be altered: lines are copied, never changed in place. */
function open(lines: readonly Line[]) {
  const all = lines.map((line) => ({ ...line, value: structuredClone(line.value) as Value }));
  const of: Of = (operation, phase, fits = () => true) =>
    all.filter((line) => line.operation === operation && line.phase === phase && fits(line));
  const byInvocation = new Map<number, Altering>();
  const byOutcome = new Map<number, Altering>();
  for (const line of all) (line.phase === 'invoke' ? byInvocation : byOutcome).set(line.id, line);
  const invokeOf = ({ id }: Line) => must(byInvocation.get(id));
  const endOf = ({ id }: Line) => must(byOutcome.get(id));
  const last = Math.max(...all.map(({ at }) => at));
  let next = Math.max(...all.map(({ id }) => id)) + 1;
  return {
    all,
    of,
    invokeOf,
    endOf,
    last,
    /** A call more, by a process of its own. */
    add(
      operation: Operation,
      asked: object,
      phase: 'ok' | 'fail' | 'info',
      answered: object,
      began = last + 10,
      ended = began + 5,
    ) {
      const call = { process: 999, id: next, operation };
      const invocation: Altering = { ...call, phase: 'invoke', at: began, value: asked as Value };
      const outcome: Altering = { ...call, phase, at: ended, value: answered as Value };
      all.push(invocation, outcome);
      byInvocation.set(next, invocation);
      byOutcome.set(next, outcome);
      next += 1;
    },
    /** Its answer is another. */
    answer(invoked: Line, phase: 'ok' | 'fail', value: object) {
      Object.assign(endOf(invoked), { phase, value });
    },
    remove({ id }: Line) {
      for (let place = all.length - 1; place >= 0; place -= 1) if (all[place]?.id === id) all.splice(place, 1);
    },
  };
}
type Altered = ReturnType<typeof open>;

function must<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('the recorded history has no place for this');
  return found;
}
const first = <T>(all: readonly T[]): T => must(all[0]);
const saidIn = (line: Line) => line.value as Value;

/** The last token of a family that nothing has ended, and its access token. */
function aliveToken(history: Altered): { token: string; access: string } {
  const used = new Set(history.of('refresh', 'invoke').map((line) => saidIn(line).token));
  const others = new Set(history.of('revoke', 'invoke').map((line) => saidIn(line).token));
  const found = history
    .of('refresh', 'ok')
    .toReversed()
    .find((line) => !used.has(saidIn(line).token) && !others.has(saidIn(line).token));
  return saidIn(must(found)) as { token: string; access: string };
}

const successOf = (history: Altered, invoked: Line) => history.endOf(invoked).phase === 'ok';
const succeeded = (history: Altered, operation: Operation) => history.of(operation, 'ok').map(history.invokeOf);

/** A register with an acknowledged write that another acknowledged one replaced before it was read. */
function replaced(history: Altered) {
  const writes = succeeded(history, 'write').filter((line) => String(saidIn(line).register).includes('.'));
  for (const read of succeeded(history, 'read').toReversed()) {
    const { register } = saidIn(read);
    const before = writes
      .filter((write) => saidIn(write).register === register && history.endOf(write).at < read.at)
      .toSorted((one, other) => one.at - other.at);
    const [old, newest] = [before.at(-2), before.at(-1)];
    if (old && newest && history.endOf(old).at < newest.at) return { read, old, newest };
  }
  throw new Error('no register was written twice');
}

const audit = (history: Altered) => {
  const line = first(history.of('audit', 'ok'));
  return saidIn(line) as { events: { position: number; mark: string }[]; isWhole: boolean };
};
const shows = (history: Altered) => succeeded(history, 'show').toReversed();
const seenIn = (history: Altered, show: Line) => saidIn(history.endOf(show)).seen as string[];
/** The last page of two entries or more, and the approvals of its first two in their order. */
function aPage(history: Altered) {
  for (const show of shows(history)) {
    const approvals = succeeded(history, 'decide')
      .filter((line) => saidIn(line).page === saidIn(show).page && saidIn(line).decision === 'approve')
      .filter((line) => seenIn(history, show).includes(String(saidIn(line).submission)))
      .toSorted((one, other) => one.at - other.at);
    if (approvals.length > 1) return { show, one: first(approvals), other: must(approvals.at(-1)) };
  }
  throw new Error('no page shows two entries');
}
const rowsOf = (history: Altered, kind: 'key' | 'batch') => {
  const names = new Set(
    history.of(kind === 'key' ? 'create' : 'import', 'ok').map((end) => {
      const value = saidIn(history.invokeOf(end));
      return String(kind === 'key' ? value.key : value.batch);
    }),
  );
  return saidIn(history.endOf(first(history.of('rows', 'invoke', (line) => names.has(String(saidIn(line).of))))));
};
const approved = (history: Altered) => {
  const line = first(history.of('decided', 'invoke', (each) => saidIn(history.endOf(each)).decision === 'approve'));
  return { line, submission: String(saidIn(line).submission) };
};

/** Alterations by their names, each with the anomaly that the checker has to find. */
export const planted: Readonly<Record<string, { found: Anomaly; alter: (history: Altered) => void }>> = {
  'a code is redeemed by a second exchange as well': {
    found: 'code spent twice',
    alter(history) {
      const refused = history
        .of('redeem', 'fail')
        .map(history.invokeOf)
        .find((line) => succeeded(history, 'redeem').some((other) => saidIn(other).code === saidIn(line).code));
      history.answer(must(refused), 'ok', { access: 'another access token' });
    },
  },
  'the only redemption of a code is refused': {
    found: 'good code refused',
    alter(history) {
      history.add('code', { person: 'somebody', client: 'somewhere', consent: false }, 'ok', { code: 'a good code' });
      history.add('redeem', { code: 'a good code' }, 'fail', {}, history.last + 20);
    },
  },
  'a code is refused although the consents before it were long done': {
    found: 'good code refused',
    alter(history) {
      const asked = { person: 'somebody', client: 'somewhere', consent: true };
      history.add('code', asked, 'ok', { code: 'an earlier code' });
      history.add('code', asked, 'ok', { code: 'a good code' }, history.last + 20);
      history.add('redeem', { code: 'a good code' }, 'fail', {}, history.last + 40);
    },
  },
  'a code is refused at one node and accepted at the other later': {
    found: 'code good after refusal',
    alter(history) {
      history.add('code', { person: 'somebody', client: 'somewhere', consent: false }, 'ok', { code: 'a good code' });
      history.add('redeem', { code: 'a good code' }, 'fail', {}, history.last + 20);
      history.add('redeem', { code: 'a good code' }, 'ok', { access: 'an access token' }, history.last + 40);
    },
  },
  'two families get the same token': {
    found: 'token answered twice',
    alter(history) {
      const [one, other] = succeeded(history, 'redeem').filter(
        (line) => saidIn(history.endOf(line)).token !== undefined,
      );
      saidIn(history.endOf(must(other))).token = saidIn(history.endOf(must(one))).token;
    },
  },
  'a repeated refresh gets another successor': {
    found: 'fork of a chain',
    alter(history) {
      const refresh = must(succeeded(history, 'refresh').at(-1));
      const { at } = history.endOf(refresh);
      history.add(
        'refresh',
        saidIn(refresh),
        'ok',
        { token: 'another successor', access: 'another access token' },
        refresh.at,
        at,
      );
    },
  },
  'an old token is accepted again': {
    found: 'reuse accepted',
    alter(history) {
      const refreshes = succeeded(history, 'refresh');
      const old = first(
        refreshes.filter((line) => refreshes.some((use) => saidIn(use).token === saidIn(history.endOf(line)).token)),
      );
      history.add('refresh', saidIn(old), 'ok', saidIn(history.endOf(old)));
    },
  },
  'a family goes on although its old token was reused': {
    found: 'chain alive after reuse',
    alter(history) {
      const { token } = aliveToken(history);
      history.add('refresh', { token }, 'ok', { token: 'next', access: 'access to next' }, history.last + 10);
      history.add(
        'refresh',
        { token: 'next' },
        'ok',
        { token: 'the one after', access: 'access after' },
        history.last + 20,
      );
      history.add('refresh', { token }, 'fail', {}, history.last + 30);
      history.add(
        'refresh',
        { token: 'the one after' },
        'ok',
        { token: 'still', access: 'still open' },
        history.last + 40,
      );
    },
  },
  'a failover forgets a token that was answered': {
    found: 'acknowledged token lost',
    alter(history) {
      history.add('code', { person: 'somebody', client: 'somewhere', consent: false }, 'ok', { code: 'a good code' });
      history.add(
        'redeem',
        { code: 'a good code' },
        'ok',
        { token: 'a good token', access: 'its access' },
        history.last + 20,
      );
      history.add('refresh', { token: 'a good token' }, 'fail', {}, history.last + 40);
    },
  },
  'an access token opens long after its revocation': {
    found: 'alive after revocation',
    alter(history) {
      const revoked = first(succeeded(history, 'revoke'));
      const token = saidIn(revoked).token;
      const issued = history.all.find((line) => line.phase === 'ok' && saidIn(line).token === token);
      history.add('use', { access: saidIn(must(issued)).access }, 'ok', {});
    },
  },
  'a token rises again after its consent was withdrawn': {
    found: 'alive after withdrawal',
    alter(history) {
      const code = first(
        history
          .of('code', 'ok')
          .filter((line) => saidIn(history.invokeOf(line)).consent === true)
          .toReversed(),
      );
      const { person, client } = saidIn(history.invokeOf(code));
      history.add('code', { person, client, consent: false }, 'ok', { code: 'of before' }, history.last + 10);
      history.add('redeem', { code: 'of before' }, 'ok', { access: 'risen' }, history.last + 20);
      history.add('withdraw', { person, client }, 'ok', {}, history.last + 30);
      history.add('use', { access: 'risen' }, 'ok', {}, history.last + 2_000);
    },
  },
  'an application that is disabled gets a token': {
    found: 'alive while disabled',
    alter(history) {
      const { subject } = saidIn(
        first(history.of('disable', 'invoke', (line) => String(saidIn(line).subject).startsWith('client '))),
      );
      history.add('disable', { subject }, 'ok', {});
      history.add('grant', { client: String(subject).slice('client '.length) }, 'ok', {}, history.last + 1_500);
    },
  },
  'a locked person signs in': {
    found: 'alive while disabled',
    alter(history) {
      const code = first(history.of('code', 'ok'));
      const { person, client } = saidIn(history.invokeOf(code));
      history.add('disable', { subject: `person ${person}` }, 'ok', {});
      history.add(
        'code',
        { person, client, consent: false },
        'ok',
        { code: 'of a locked person' },
        history.last + 1_500,
      );
    },
  },
  'a read sees a value that nobody wrote': {
    found: 'value from nowhere',
    alter(history) {
      saidIn(history.endOf(first(succeeded(history, 'read')))).value = -1;
    },
  },
  'a read sees a value before its write began': {
    found: 'value from nowhere',
    alter(history) {
      const read = first(
        succeeded(history, 'read').filter((line) =>
          succeeded(history, 'write').some(
            (write) => write.at > history.endOf(line).at && saidIn(write).register === saidIn(line).register,
          ),
        ),
      );
      const later = first(
        succeeded(history, 'write').filter(
          (write) => write.at > history.endOf(read).at && saidIn(write).register === saidIn(read).register,
        ),
      );
      saidIn(history.endOf(read)).value = saidIn(later).value;
    },
  },
  'a write that was read had been refused': {
    found: 'refused write took effect',
    alter(history) {
      const read = must(
        succeeded(history, 'read').findLast(
          (line) => String(saidIn(line).register).includes('.') && saidIn(history.endOf(line)).value !== null,
        ),
      );
      const write = history.of('write', 'invoke', (line) => saidIn(line).value === saidIn(history.endOf(read)).value);
      history.answer(first(write), 'fail', {});
    },
  },
  'a read is older than an acknowledged write': {
    found: 'stale read',
    alter(history) {
      const { read, old, newest } = replaced(history);
      saidIn(history.endOf(read)).value = saidIn(old).value;
      const { register } = saidIn(read);
      history.add('read', { register }, 'ok', { value: saidIn(newest).value });
      for (const line of succeeded(history, 'read'))
        if (saidIn(line).register === register && line.at > history.endOf(newest).at && line.at < read.at)
          history.remove(line);
    },
  },
  'a failover forgets an acknowledged write': {
    found: 'acknowledged write lost',
    alter(history) {
      const { read, old, newest } = replaced(history);
      const { register } = saidIn(read);
      for (const line of succeeded(history, 'read'))
        if (saidIn(line).register === register && history.endOf(line).at > newest.at) history.remove(line);
      history.add('read', { register }, 'ok', { value: saidIn(old).value });
    },
  },
  'two reads see two writes in an order that no order explains': {
    found: 'read out of order',
    alter(history) {
      const at = history.last;
      history.add('write', { register: 'r', value: 1 }, 'ok', {}, at + 10, at + 100);
      history.add('write', { register: 'r', value: 2 }, 'ok', {}, at + 10, at + 100);
      for (const [place, value] of [1, 2, 1].entries())
        history.add('read', { register: 'r' }, 'ok', { value }, at + 110 + place * 10, at + 115 + place * 10);
    },
  },
  'two changes of one version succeed': {
    found: 'lost update',
    alter(history) {
      const change = must(succeeded(history, 'change').at(-1));
      const { at } = history.endOf(change);
      history.add('change', { ...saidIn(change), value: 999_999_999 }, 'ok', {}, change.at, at);
    },
  },
  'a sum is off by one': {
    found: 'sum differs from its reports',
    alter(history) {
      const settled = must(succeeded(history, 'sum').findLast((line) => saidIn(line).settled === true));
      const answer = saidIn(history.endOf(settled));
      answer.value = Number(answer.value) + 1;
    },
  },
  'a sum leaves a report out': {
    found: 'sum differs from its reports',
    alter(history) {
      const settled = must(succeeded(history, 'sum').findLast((line) => saidIn(line).settled === true));
      const [register] = saidIn(settled).registers as string[];
      const value = succeeded(history, 'read').filter((line) => saidIn(line).register === register);
      const answer = saidIn(history.endOf(settled));
      answer.value = Number(answer.value) - Number(saidIn(history.endOf(must(value.at(-1)))).value);
    },
  },
  'a key is answered with another id': {
    found: 'another answer under a key',
    alter(history) {
      const keys = Map.groupBy(succeeded(history, 'create'), (line) => saidIn(line).key);
      const [, twice] = must([...keys].find(([, all]) => all.length > 1));
      saidIn(history.endOf(first(twice))).made = 'another';
    },
  },
  'a key writes twice': {
    found: 'doubled write',
    alter(history) {
      rowsOf(history, 'key').count = 2;
    },
  },
  'a workbook is imported twice': {
    found: 'doubled write',
    alter(history) {
      rowsOf(history, 'batch').count = Number(rowsOf(history, 'batch').count) * 2;
    },
  },
  'a write under a key is gone': {
    found: 'write under a key lost',
    alter(history) {
      rowsOf(history, 'key').count = 0;
    },
  },
  'a refused write is there': {
    found: 'refused write left a row',
    alter(history) {
      history.add('create', { key: 'refused' }, 'fail', {});
      history.add('rows', { of: 'refused' }, 'ok', { count: 1 }, history.last + 20);
    },
  },
  'half of a workbook is imported': {
    found: 'import in part',
    alter(history) {
      rowsOf(history, 'batch').count = Number(rowsOf(history, 'batch').count) - 2;
    },
  },
  'two reviewers decide about one submission': {
    found: 'decided twice',
    alter(history) {
      const { submission } = approved(history);
      const decision = history.of('decide', 'invoke', (line) => saidIn(line).submission === submission);
      const refused = decision.find((line) => !successOf(history, line));
      history.answer(must(refused), 'ok', {});
    },
  },
  'an approval is gone': {
    found: 'decision lost',
    alter(history) {
      saidIn(history.endOf(approved(history).line)).decision = 'none';
    },
  },
  'an event is missing in the audit': {
    found: 'audit event vanished',
    alter(history) {
      audit(history).events.splice(2, 1);
    },
  },
  'the audit has an event of something that was not done': {
    found: 'audit event from nowhere',
    alter(history) {
      const { events } = audit(history);
      const event = must(events.find(({ mark }) => mark.startsWith('application.disable')));
      events.push({ ...event, position: must(events.at(-1)).position + 1 });
    },
  },
  'two events have changed their places': {
    found: 'audit out of order',
    alter(history) {
      const { events } = audit(history);
      const [one, other] = [events.find(isApproval), events.findLast(isApproval)].map(must);
      if (one === undefined || other === undefined || one === other) throw new Error('no two approvals');
      [one.mark, other.mark] = [other.mark, one.mark];
    },
  },
  'two events have the same place': {
    found: 'audit chain broken',
    alter(history) {
      const [one, other] = audit(history).events;
      must(other).position = must(one).position;
    },
  },
  'the chain does not verify': {
    found: 'audit chain broken',
    alter(history) {
      audit(history).isWhole = false;
    },
  },
  'a page shows the second approval without the first': {
    found: 'shown without what came before',
    alter(history) {
      const { show, one } = aPage(history);
      const answer = saidIn(history.endOf(show));
      answer.seen = seenIn(history, show).filter((name) => name !== saidIn(one).submission);
    },
  },
  'a page shows what was not approved yet': {
    found: 'shown before it was there',
    alter(history) {
      const { show, one } = aPage(history);
      history.add(
        'show',
        { page: saidIn(show).page },
        'ok',
        { seen: [saidIn(one).submission] },
        one.at - 20,
        one.at - 10,
      );
    },
  },
  'a page shows what was rejected': {
    found: 'shown before it was there',
    alter(history) {
      const { show } = aPage(history);
      saidIn(history.endOf(show)).seen = [...seenIn(history, show), 'a submission that nobody approved'];
    },
  },
  'a page has fallen behind by more than it may': {
    found: 'shown too late',
    alter(history) {
      const { show } = aPage(history);
      history.add('show', { page: saidIn(show).page }, 'ok', { seen: [] }, history.last + 10_000);
    },
  },
};
const isApproval = ({ mark }: { mark: string }) => mark.startsWith('submission.approve');

/** The history with one of these in it, in the order of time. */
export function plant(lines: readonly Line[], name: string): Line[] {
  const history = open(lines);
  must(planted[name]).alter(history);
  return history.all.toSorted((one, other) => one.at - other.at || (one.phase === 'invoke' ? -1 : 1));
}
