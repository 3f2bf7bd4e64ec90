import type { Ports } from './ports.ts';

/** Ports on which an act is judged as it would be, and nothing is kept: for what is shown before it is done. */
export const rehearsal = <P extends Pick<Ports, 'store'>>(ports: P): P => ({
  ...ports,
  store: { ...ports.store, transact: async () => ({ ok: true as const }) },
});
