/**
 * Acts that write the same row, or need much of the same, one after another: n at once are n tries, not n². It is a courtesy
 * within one process; what is right between processes, the row's version decides.
 */
export const createTurns = () => {
  const lines = new WeakMap<object, Map<string, Promise<unknown>>>();
  /** @param owner the process's own store or files: whoever waits for one that is gone must hold up nobody in the next */
  return <T>(owner: object, row: string, act: () => Promise<T>): Promise<T> => {
    const last = lines.get(owner) ?? new Map<string, Promise<unknown>>();
    lines.set(owner, last);
    const turn = (last.get(row) ?? Promise.resolve()).then(act, act);
    last.set(row, turn);
    const leave = () => {
      if (last.get(row) === turn) last.delete(row);
    };
    turn.then(leave, leave);
    return turn;
  };
};
