import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createWaitingRoom, type Wait, type WaitingRoom } from '../../../src/http/gate/waiting-room.ts';

const key = randomBytes(32);
const full = { called: false, newcomers: false };
const free = { called: true, newcomers: true };

/** A clock that the test advances, and a server with eight places that takes so many milliseconds for each. */
function createStreet({ took = 20, nodes = 1 } = {}) {
  const places = 8;
  let at = 1_800_000_000_000;
  const due = new Map<number, (() => void)[]>();
  const later = (ms: number, what: () => void) => {
    const when = at + Math.max(1, ms);
    due.set(when, [...(due.get(when) ?? []), what]);
  };
  const made = Array.from({ length: nodes }, () => {
    let serving = 0;
    let line = 0;
    const next = () => {
      while (serving < places && line > 0) {
        line -= 1;
        serving += 1;
        later(took, () => {
          serving -= 1;
          next();
        });
      }
    };
    const room = createWaitingRoom({
      key,
      rate: () => places / took,
      isIdle: () => serving < places && line === 0,
      now: () => at,
    });
    return {
      room,
      come(place: string | undefined) {
        const newcomers = line < (room.isOpen() ? 4 : 16);
        const wait = room.ask({ place, room: { called: line < 16, newcomers } });
        if (wait === undefined) {
          line += 1;
          next();
        }
        return wait;
      },
    };
  });
  return {
    nodes: made,
    later,
    now: () => at,
    go(ms: number) {
      for (const end = at + ms; at < end; ) {
        at += 1;
        const now = due.get(at) ?? [];
        due.delete(at);
        for (const what of now) what();
      }
    },
  };
}

function mustWait(wait: Wait | 'full' | undefined): Wait {
  if (wait === undefined || wait === 'full') throw new Error(`does not wait: ${wait ?? 'is in'}`);
  return wait;
}
const waitOf = (room: WaitingRoom, place?: string) => mustWait(room.ask({ place, room: full }));

describe('the waiting room', () => {
  for (const { nodes, leaving } of [
    { nodes: 1, leaving: 0 },
    { nodes: 1, leaving: 0.5 },
    { nodes: 3, leaving: 0.2 },
  ])
    it(`lets in 10,000 browsers in the order in which they came, none twice; ${leaving * 100} % leave, ${nodes} nodes`, () => {
      const street = createStreet({ nodes });
      const entered: { browser: number; at: number; shown: number }[] = [];
      const gone = new Set<number>();
      let again = 0;
      const come = (browser: number, place?: string, shown = 0) => {
        const node = street.nodes[Math.floor(Math.random() * nodes)];
        const wait = node?.come(place);
        if (wait === undefined) {
          entered.push({ browser, at: street.now(), shown });
          if (place !== undefined && browser % 20 === 0) {
            // A place used by one browser is worth nothing to another at that node: it goes behind all others.
            if (waitOf(node?.room ?? expect.fail('a node'), place).place === place) again += 1;
          }
          return;
        }
        const { askAgain, place: kept, ahead } = mustWait(wait);
        if (place === undefined && Math.random() < leaving) gone.add(browser);
        else street.later(askAgain * 1_000, () => come(browser, kept, Math.max(shown, ahead)));
      };
      for (let browser = 0; browser < 10_000; browser += 1) street.later(Math.ceil(browser / 2), () => come(browser));
      street.go(120_000);

      expect(entered).to.have.length(10_000 - gone.size);
      expect(new Set(entered.map(({ browser }) => browser)).size).to.equal(entered.length);
      expect(again).to.equal(0);
      // Visitors called at one moment come back within the seconds that a page waits: no one is overtaken by more than that.
      const entries = entered.toSorted((one, other) => one.browser - other.browser).map(({ at }) => at);
      let latest = 0;
      for (const at of entries) {
        expect(latest - at).to.be.at.most(7_000);
        latest = Math.max(latest, at);
      }
      // 25 seconds: a node needs them for as many who come one after the other; those who left have not delayed them.
      expect(latest - (entries[0] ?? 0)).to.be.below(60_000);
      expect(Math.max(...entered.map(({ shown }) => shown))).to.be.above(1_000);
    });

  /** A room whose thousand places were given in one moment, and the places kept by browsers. */
  function crowded(rate = 0.1) {
    let at = 1_800_000_000_000;
    const open = () => createWaitingRoom({ key, rate: () => rate, isIdle: () => false, now: () => at });
    const room = open();
    const places = Array.from({ length: 1_000 }, () => waitOf(room).place);
    return {
      ...{ room, places, open },
      wait: (ms: number) => {
        at += ms;
      },
    };
  }

  it('says how many stand before, and how long that takes; asking again sooner costs nothing and gains nothing', () => {
    const { room, places, wait } = crowded();
    expect(waitOf(room, places[900])).to.include({ ahead: 900, seconds: 10, place: places[900] });
    for (let n = 0; n < 500; n += 1) expect(waitOf(room, places[900]).ahead).to.equal(900);
    wait(5_000);
    expect(waitOf(room, places[900])).to.include({ ahead: 450, seconds: 5 });
    expect(room.ask({ place: places[900], room: free })).to.include({ ahead: 450 }); // there is room, and it is not his turn
    wait(6_000);
    expect(room.ask({ place: places[900], room: free })).to.equal(undefined);
  });

  it('admits a place once, and not with another number, name, time or key; an invented one goes to the end', () => {
    const { room, places, wait } = crowded();
    const [first = ''] = places;
    wait(2_000);
    expect(room.ask({ place: first, room: free })).to.equal(undefined);
    expect(waitOf(room, first).ahead).to.be.above(700);
    const [node, number, tookAt, signature] = (places[1] ?? '').split('.');
    const foreign = createWaitingRoom({ key: randomBytes(32), rate: () => 0.1, isIdle: () => false });
    const madeUp = [
      [node, '0', tookAt, signature],
      [node, number, '1', signature],
      ['AAAAAAAA', number, tookAt, signature],
      [node, number, tookAt, 'A'.repeat(24)],
      ['x'],
    ].map((parts) => parts.join('.'));
    for (const place of [...madeUp, '', waitOf(foreign).place])
      expect(mustWait(room.ask({ place, room: free })).ahead, place).to.be.above(700);
    expect(room.ask({ place: places[1], room: free })).to.equal(undefined);
  });

  it('keeps the place on redirects, and where a called visitor finds no room', () => {
    const { room, places, wait } = crowded();
    const [place] = places;
    wait(1_000);
    expect(room.ask({ place, room: free, keepsPlace: true })).to.equal(undefined);
    expect(waitOf(room, place)).to.include({ ahead: 0, place });
    expect(room.ask({ place, room: free })).to.equal(undefined);
  });

  it('holds a place for two minutes after the call, and then no longer', () => {
    const { room, places, wait } = crowded();
    const comes = (place: string | undefined) => room.ask({ place, room: free });
    for (let second = 0; second < 115; second += 1) {
      wait(1_000);
      waitOf(room);
    }
    expect(comes(places[0])).to.equal(undefined);
    for (let second = 0; second < 10; second += 1) {
      wait(1_000);
      waitOf(room);
    }
    expect(mustWait(room.ask({ place: places[1], room: full })).place).not.to.equal(places[1]);
    expect(comes(places[999])).to.equal(undefined); // called ten seconds later
  });

  it('orders a place of another node by its time: those from before this node’s start come first', () => {
    const { places, open, wait } = crowded();
    wait(1_000);
    const successor = open();
    for (let n = 0; n < 100; n += 1) waitOf(successor);
    wait(500);
    expect(successor.ask({ place: places[900], room: free })).to.equal(undefined);
    expect(mustWait(successor.ask({ place: places[900], room: full })).place).not.to.equal(places[900]);
  });

  it('gives no place for longer than ten minutes', () => {
    const room = createWaitingRoom({ key, rate: () => 0.001, isIdle: () => false, now: () => 1_800_000_000_000 });
    let places = 0;
    while (places < 1_000 && room.ask({ place: undefined, room: full }) !== 'full') places += 1;
    expect(places).to.equal(541);
  });
});
