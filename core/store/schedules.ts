import { z } from 'zod';

/** statemachines/schedules.json, which both runtimes follow. A tick asks what is due; it never commands. */
const schedulesSchema = z.strictObject({
  timeZone: z.literal('Asia/Tokyo'),
  schedules: z.array(
    z.strictObject({
      name: z.string().regex(/^[a-z][a-z-]*$/),
      comment: z.string(),
      machine: z.enum(['daily', 'monthly-reports', 'audit']),
      /** As EventBridge writes it: minute hour day month weekday year. */
      cron: z.string().regex(/^cron\((\d+|\*|\?)( (\d+|\*|\?)){5}\)$/),
    }),
  ),
});
type Schedules = z.infer<typeof schedulesSchema>;

/** Those that a schedule starts, and nobody else. */
export type ScheduledMachine = Schedules['schedules'][number]['machine'];

/** @throws {z.ZodError} */
export const parseSchedules = (text: string): Schedules => schedulesSchema.parse(JSON.parse(text));
