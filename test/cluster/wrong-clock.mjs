// Loaded before a server, it makes the clock of its machine wrong by MACHINE_CLOCK_WRONG seconds.
const Real = Date;
const now = () => Real.now() + Number(process.env.MACHINE_CLOCK_WRONG) * 1000;
globalThis.Date = new Proxy(Real, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new Real(now()).toString(),
  get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
});
