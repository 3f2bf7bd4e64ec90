/**
 * Runs jobs side by side, `atOnce` of them at most; those of one partition one after the other, in the order they came.
 * Whoever takes long holds up his own partition only.
 */
export const createLanes = (
  atOnce: number,
): (<T>(partition: string, job: () => Promise<T>) => Promise<T>) => {
  const waiting: { readonly partition: string; readonly run: () => Promise<void> }[] = [];
  const busy = new Set<string>();
  const next = (): void => {
    while (busy.size < atOnce) {
      const index = waiting.findIndex(({ partition }) => !busy.has(partition));
      const [job] = index < 0 ? [] : waiting.splice(index, 1);
      if (!job) return;
      busy.add(job.partition);
      void job.run().then(() => {
        busy.delete(job.partition);
        next();
      });
    }
  };
  return <T>(partition: string, job: () => Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      waiting.push({ partition, run: () => job().then(resolve, reject) });
      next();
    });
};
