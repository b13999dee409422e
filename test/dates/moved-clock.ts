import { ChildProcess } from 'node:child_process';

// Loaded before every Node of a run with another date (test/dates/run.ts): child processes with an environment of their own (PostgreSQL, a
// server with a few settings) has the date of its parent too.
const own = process.env;
const handedOn = Object.keys(own).filter((name) => /^(LD_PRELOAD|CLOCK_AHEAD|NODE_OPTIONS)$/.test(name));

/** The common function of Node's own `spawn`, `fork`, `execFile` and node:cluster. */
const spawn: unknown = Reflect.get(ChildProcess.prototype, 'spawn');

/** A test that preloads something itself (a clock that is ahead, a slow disk) has it on top of this date. */
const onTop = (pair: string) =>
  pair.startsWith('LD_PRELOAD=') && !pair.includes(own.LD_PRELOAD ?? '') ? `${pair}:${own.LD_PRELOAD}` : pair;

if (typeof spawn === 'function')
  Reflect.set(ChildProcess.prototype, 'spawn', function (this: ChildProcess, options: { envPairs?: string[] }) {
    const given = options.envPairs ?? [];
    const isGiven = (name: string) => given.some((pair) => pair.startsWith(`${name}=`));
    const missing = handedOn.filter((name) => !isGiven(name));
    options.envPairs = [...given.map(onTop), ...missing.map((name) => `${name}=${own[name]}`)];
    return Reflect.apply(spawn, this, [options]);
  });
