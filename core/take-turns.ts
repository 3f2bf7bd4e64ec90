/**
 * Acts that write the same row, or need much of the same, one after another: n at once are n tries, not n². It is a courtesy
 * within one process; what is right between processes, the row's version decides.
 */
export const createTurns = () => {
  const last = new Map<string, Promise<unknown>>();
  return <T>(row: string, act: () => Promise<T>): Promise<T> => {
    const turn = (last.get(row) ?? Promise.resolve()).then(act, act);
    last.set(row, turn);
    const leave = () => {
      if (last.get(row) === turn) last.delete(row);
    };
    turn.then(leave, leave);
    return turn;
  };
};
