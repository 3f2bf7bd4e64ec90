/** The clock of this process shows what `now` makes of the machine's time, in milliseconds. */
export const replaceClock = (now: (real: number) => number): void => {
  const RealDate = Date;
  const present = () => now(RealDate.now());
  globalThis.Date = new Proxy(RealDate, {
    apply: () => new RealDate(present()).toString(),
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [present()] : args, newTarget),
    get: (target, key, receiver) => (key === 'now' ? present : Reflect.get(target, key, receiver)),
  });
};
