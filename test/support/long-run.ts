import { z } from 'zod';

/**
 * How long a run is wanted, from the environment, or as long as usual.
 *
 * @throws for anything but a whole number from 1 on: a run of nothing would find nothing, and pass
 */
export const asked = (name: string, usual: number): number =>
  z.coerce
    .number({ error: `${name}: a number` })
    .int()
    .positive()
    .parse(process.env[name] ?? usual);
