import { isSupervised } from '../case/case-state.ts';
import { SHARDS, stateOf } from '../case/case-store.ts';
import { type Caller, canSee } from '../directory/caller.ts';
import { listSections, loadSettings } from '../directory/directory-store.ts';
import { matcher, type RegisterQuery } from '../permit/list-permits.ts';
import { type Ports, queryAll } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';

export type SectionCount = {
  readonly sectionId: string;
  readonly name: string;
  /** Permits that fit, by the name of the question; the register shows the same for the same conditions. */
  readonly counts: Readonly<Record<string, number>>;
};

/**
 * How many permits in force fit conditions of the register, section by section, of those that the caller may see; sections without any are
 * left out. Read from the index of what is due, in which every permit in force stands for its last day: four queries and not a read for each
 * permit, and nothing of what is over (docs/adr/0060).
 */
export const countSections =
  ({ store, clock }: Pick<Ports, 'store' | 'clock'>) =>
  async (
    caller: Caller,
    asked: Readonly<Record<string, RegisterQuery>>,
  ): Promise<readonly SectionCount[]> => {
    const today = dateOf(clock());
    const [settings, sections, ...rows] = await Promise.all([
      loadSettings(store),
      listSections(store),
      ...SHARDS.map((hash) => queryAll(store, { index: 'due', hash })),
    ]);
    const permits = rows
      .flat()
      .filter(({ sk }) => sk === 'STATE')
      .map(stateOf)
      .filter(isSupervised)
      .filter((state) => canSee(caller, state, settings) === 'city');
    const questions = Object.entries(asked).map(
      ([name, query]) => [name, matcher(store, { state: 'in-force', ...query }, today)] as const,
    );
    const found = await Promise.all(
      sections.map(async ({ sectionId, name }) => {
        const own = permits.filter((state) => state.sectionId === sectionId);
        const counts = await Promise.all(
          questions.map(async ([question, matches]) => {
            const fit = await Promise.all(own.map(matches));
            return [question, fit.filter(Boolean).length] as const;
          }),
        );
        return { sectionId, name, counts: Object.fromEntries(counts) };
      }),
    );
    return found.filter(({ counts }) => Object.values(counts).some((count) => count > 0));
  };
