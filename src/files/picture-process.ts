import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { seconds } from '../clock.ts';
import { unavailable } from '../errors.ts';
import type { PoolState } from '../queue.ts';
import { createTurns, type Turns } from '../turns.ts';
import { fact } from './facts.ts';
import type { Answered, PictureRequest, Work } from './picture-work.ts';

/** The work did not come to its end: it took too long or too much memory, or broke the process. */
export class Unfinished extends Error {
  readonly why: 'time' | 'memory' | 'broken';
  constructor(why: Unfinished['why']) {
    super(`a picture was given up: ${why}`);
    this.name = 'Unfinished';
    this.why = why;
  }
}

type Job = {
  asked: PictureRequest;
  began: number;
  /** Given to a process that was there already, which may have died before without our knowing. */
  reused: boolean;
  done: (answer: unknown) => void;
  failed: (error: Error) => void;
};

type Options = {
  /** The name of its users, in logs. */
  name?: string;
  /** Milliseconds of computing for one piece of work; on a machine that has much else to do it may take four times as long. */
  deadline?: number;
  /** Pieces of work that may wait. */
  queue?: number;
  /** Milliseconds that a task may wait; no client is still there after a minute. */
  timeout?: number;
  /** Milliseconds after which a process without work ends. */
  idle?: number;
  /** Each piece of work waits for its turn in them. */
  turns?: Turns;
};

const named = new Map<string, () => PoolState>();

/** How full each process for pictures is that was needed so far. */
export const picturePools = (): Record<string, PoolState> =>
  Object.fromEntries(Array.from(named, ([name, state]) => [name, state()]));

const program = fileURLToPath(new URL('./picture-program.ts', import.meta.url));
const busy = () => unavailable(fact('files.busy'), 10);

/**
 * Pictures are drawn in a process of their own, since nothing stops a drawing inside ours: it holds one of the four threads on which
 * passwords are hashed for as long as it likes. The process does one thing at a time, is killed at the deadline and replaced, starts with
 * the first picture and ends when there are none. It gets nothing of our environment: no key and no password is in its reach.
 */
export function createPictureProcess({
  name,
  deadline = seconds(10) * 1000,
  queue = 12,
  timeout = seconds(20) * 1000,
  idle = seconds(30) * 1000,
  turns = createTurns(1),
}: Options = {}) {
  const waiting: Job[] = [];
  let current: Job | undefined;
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isWaiting = false;
  if (name !== undefined)
    named.set(`pictures_${name}`, () => ({
      places: 1,
      busy: current === undefined ? 0 : 1,
      waiting: waiting.length,
    }));

  function start(): ChildProcess {
    const started = fork(program, [], {
      serialization: 'advanced',
      execArgv: ['--max-old-space-size=256', '--no-warnings'],
      env: {},
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    started.on('message', (answered: Answered) => {
      if (child !== started) return;
      if ('tooMuchMemory' in answered) giveUp('memory');
      else if ('answer' in answered) end((job) => job.done(answered.answer));
      else end((job) => job.failed(new Error(`a picture: ${answered.failed}`)));
    });
    started.on('error', () => started.kill('SIGKILL'));
    // Its successor begins when it is gone: there is never a second one.
    started.once('exit', () => {
      child = undefined;
      clearTimeout(timer);
      // Killed while it had no work, perhaps: that is no fault of the picture, which a new process tries once more.
      if (current?.reused === true) {
        waiting.unshift(current);
        current = undefined;
        turns.give();
      } else fail('broken');
      next();
    });
    return started;
  }

  function fail(why: Unfinished['why']): void {
    const job = current;
    if (job === undefined) return;
    current = undefined;
    turns.give();
    job.failed(new Unfinished(why));
  }

  /** The job fails now; the next one begins at the exit. */
  function giveUp(why: Unfinished['why']): void {
    fail(why);
    child?.kill('SIGKILL');
  }

  function end(tell: (job: Job) => void): void {
    const job = current;
    if (job === undefined) return;
    current = undefined;
    turns.give();
    clearTimeout(timer);
    tell(job);
    next();
  }

  function next(): void {
    if (current !== undefined || isWaiting || child?.killed === true) return;
    if (waiting.length === 0) {
      rest();
      return;
    }
    isWaiting = true;
    turns.take(begin);
  }

  function begin(): void {
    isWaiting = false;
    current = waiting.shift();
    for (; current !== undefined && performance.now() - current.began > timeout; current = waiting.shift())
      current.failed(busy());
    if (current === undefined) {
      turns.give();
      rest();
      return;
    }
    current.reused = child !== undefined;
    child ??= start();
    child.ref();
    child.channel?.ref();
    const [began, usedBefore] = [performance.now(), computedBy(child.pid)];
    timer = setTimeout(look, deadline);
    function look(): void {
      const left = deadline - (computedBy(child?.pid) - usedBefore);
      if (left <= 0 || performance.now() - began >= 4 * deadline) giveUp('time');
      else timer = setTimeout(look, Math.max(left, 100));
    }
    child.send(current.asked, (error) => {
      if (error !== null) child?.kill('SIGKILL');
    });
  }

  /** An idle process does not keep its parent from exiting. */
  function rest(): void {
    if (child === undefined) return;
    child.unref();
    child.channel?.unref();
    timer = setTimeout(() => child?.kill('SIGKILL'), idle);
    timer.unref();
  }

  return <Name extends keyof Work>(name: Name, ...args: Parameters<Work[Name]>): Promise<Answer<Name>> =>
    new Promise<Answer<Name>>((resolve, reject) => {
      if (waiting.length >= queue) throw busy();
      waiting.push({
        asked: { name, args } as PictureRequest,
        began: performance.now(),
        reused: false,
        done: (answer) => resolve(answer as Answer<Name>), // as picture-work.ts made it
        failed: reject,
      });
      if (current === undefined) clearTimeout(timer);
      next();
    });
}

/** Milliseconds for which a process has had a core: pictures come after everything else, and waiting is not their fault. */
function computedBy(pid: number | undefined): number {
  try {
    const times = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ').slice(11, 13) ?? [];
    return times.reduce((sum, ticks) => sum + Number(ticks) * 10, 0);
  } catch {
    return performance.now(); // only Linux reports it; elsewhere the wall clock is used
  }
}

type Answer<Name extends keyof Work> = Awaited<ReturnType<Work[Name]>>;
